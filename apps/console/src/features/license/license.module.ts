import { accountMessages } from '@/shared/account/account-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'

export const licenseModule: FeatureModule = {
  name: 'license',
  space: 'admin',
  path: 'license',
  icon: 'seat',
  labelKey: 'nav.license',
  pinyin: 'shouquanyuxiwei sqyxw',
  permission: 'license.view',
  messages: joinMessages(accountMessages, {
    'zh-CN': () => import('./license.i18n.zh-CN.json'),
    en: () => import('./license.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'license', titleKey: 'nav.license', page: () => import('./LicensePage.vue') }],
}
