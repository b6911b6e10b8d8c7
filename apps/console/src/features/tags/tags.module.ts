import type { FeatureModule } from '@/shared/feature/feature-module'

export const tagsModule: FeatureModule = {
  name: 'tags',
  space: 'team',
  path: 'tags',
  icon: 'tag',
  labelKey: 'nav.tags',
  pinyin: 'biaoqian bq',
  permission: 'tag.view',
  messages: {
    'zh-CN': () => import('./tags.i18n.zh-CN.json'),
    en: () => import('./tags.i18n.en.json'),
  },
  routes: [{ path: '', name: 'tags', titleKey: 'nav.tags', page: () => import('./TagsPage.vue') }],
}
