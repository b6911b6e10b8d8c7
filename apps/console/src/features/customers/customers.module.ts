import type { FeatureModule } from '@/shared/feature/feature-module'

export const customersModule: FeatureModule = {
  name: 'customers',
  space: 'team',
  path: 'customers',
  icon: 'customer',
  labelKey: 'nav.customers',
  pinyin: 'kehuliebiao khlb',
  permission: 'customer.view',
  messages: {
    'zh-CN': () => import('./customers.i18n.zh-CN.json'),
    en: () => import('./customers.i18n.en.json'),
  },
  routes: [{ path: '', name: 'customers', titleKey: 'nav.customers', page: () => import('./CustomersPage.vue') }],
}
