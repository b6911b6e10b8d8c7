import type { FeatureModule } from '@/shared/feature/feature-module'

export const licenseModule: FeatureModule = {
  name: 'license',
  space: 'admin',
  path: 'license',
  icon: 'seat',
  labelKey: 'nav.license',
  pinyin: 'shouquanyuxiwei sqyxw',
  permission: 'license.view',
  messages: {
    'zh-CN': () => import('./license.i18n.zh-CN.json'),
    en: () => import('./license.i18n.en.json'),
  },
  routes: [{ path: '', name: 'license', titleKey: 'nav.license', page: () => import('./LicensePage.vue') }],
}
