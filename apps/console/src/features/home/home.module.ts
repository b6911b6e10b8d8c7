import { accountMessages } from '@/shared/account/account-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'

export const homeModule: FeatureModule = {
  name: 'home',
  space: 'team',
  path: 'home',
  icon: 'home',
  labelKey: 'nav.home',
  pinyin: 'shouye sy',
  messages: joinMessages(accountMessages, {
    'zh-CN': () => import('./home.i18n.zh-CN.json'),
    en: () => import('./home.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'home', titleKey: 'nav.home', page: () => import('./HomePage.vue') }],
}
