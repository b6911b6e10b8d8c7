import { accountMessages } from '@/shared/account/account-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'

export const allAccountsModule: FeatureModule = {
  name: 'allAccounts',
  space: 'admin',
  path: 'accounts',
  icon: 'phones',
  labelKey: 'nav.allAccounts',
  pinyin: 'quanbutuoguanzhanghao qbtgzh',
  permission: 'account.view',
  messages: joinMessages(accountMessages, {
    'zh-CN': () => import('./all-accounts.i18n.zh-CN.json'),
    en: () => import('./all-accounts.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'allAccounts', titleKey: 'nav.allAccounts', page: () => import('./AllAccountsPage.vue') }],
}
