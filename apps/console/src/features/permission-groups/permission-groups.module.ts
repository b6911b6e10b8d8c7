import type { FeatureModule } from '@/shared/feature/feature-module'

export const permissionGroupsModule: FeatureModule = {
  name: 'permissionGroups',
  space: 'admin',
  path: 'permission-groups',
  icon: 'key',
  labelKey: 'nav.permissionGroups',
  pinyin: 'quanxianzu qxz',
  permission: 'permission-group.view',
  messages: {
    'zh-CN': () => import('./permission-groups.i18n.zh-CN.json'),
    en: () => import('./permission-groups.i18n.en.json'),
  },
  routes: [
    { path: '', name: 'permissionGroups', titleKey: 'nav.permissionGroups', page: () => import('./PermissionGroupsPage.vue') },
  ],
}
