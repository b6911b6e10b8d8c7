import type { FeatureModule } from '@/shared/feature/feature-module'

export const overviewModule: FeatureModule = {
  name: 'overview',
  space: 'admin',
  path: 'overview',
  icon: 'gauge',
  labelKey: 'nav.overview',
  pinyin: 'gailan gl',
  messages: {
    'zh-CN': () => import('./overview.i18n.zh-CN.json'),
    en: () => import('./overview.i18n.en.json'),
  },
  routes: [{ path: '', name: 'overview', titleKey: 'nav.overview', page: () => import('./OverviewPage.vue') }],
}
