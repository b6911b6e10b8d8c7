import { accountMessages } from '@/shared/account/account-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'

export const overviewModule: FeatureModule = {
  name: 'overview',
  space: 'admin',
  path: 'overview',
  icon: 'gauge',
  labelKey: 'nav.overview',
  pinyin: 'gailan gl',
  messages: joinMessages(accountMessages, {
    'zh-CN': () => import('./overview.i18n.zh-CN.json'),
    en: () => import('./overview.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'overview', titleKey: 'nav.overview', page: () => import('./OverviewPage.vue') }],
}
