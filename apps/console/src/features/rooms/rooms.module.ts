import type { FeatureModule } from '@/shared/feature/feature-module'

export const roomsModule: FeatureModule = {
  name: 'rooms',
  space: 'team',
  path: 'rooms',
  icon: 'rooms',
  labelKey: 'nav.rooms',
  pinyin: 'qunguanli qgl',
  permission: 'room.view',
  messages: {
    'zh-CN': () => import('./rooms.i18n.zh-CN.json'),
    en: () => import('./rooms.i18n.en.json'),
  },
  routes: [{ path: '', name: 'rooms', titleKey: 'nav.rooms', page: () => import('./RoomsPage.vue') }],
}
