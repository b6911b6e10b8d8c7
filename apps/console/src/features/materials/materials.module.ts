import type { FeatureModule } from '@/shared/feature/feature-module'

export const materialsModule: FeatureModule = {
  name: 'materials',
  space: 'team',
  path: 'materials',
  icon: 'material',
  labelKey: 'nav.materials',
  pinyin: 'sucaiku sck',
  permission: 'material.view',
  messages: {
    'zh-CN': () => import('./materials.i18n.zh-CN.json'),
    en: () => import('./materials.i18n.en.json'),
  },
  routes: [{ path: '', name: 'materials', titleKey: 'nav.materials', page: () => import('./MaterialsPage.vue') }],
}
