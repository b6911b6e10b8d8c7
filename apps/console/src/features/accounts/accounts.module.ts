import { accountMessages } from '@/shared/account/account-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'

export const accountsModule: FeatureModule = {
  name: 'accounts',
  space: 'team',
  path: 'accounts',
  icon: 'phone',
  labelKey: 'nav.accounts',
  pinyin: 'tuoguanzhanghao tgzh',
  permission: 'account.view',
  messages: joinMessages(accountMessages, {
    'zh-CN': () => import('./accounts.i18n.zh-CN.json'),
    en: () => import('./accounts.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'accounts', titleKey: 'nav.accounts', page: () => import('./AccountsPage.vue') }],
}
