import type { FeatureModule } from '@/shared/feature/feature-module'

export const broadcastsModule: FeatureModule = {
  name: 'broadcasts',
  space: 'team',
  path: 'broadcasts',
  icon: 'broadcast',
  labelKey: 'nav.broadcasts',
  pinyin: 'qunfa qf',
  permission: 'broadcast.view',
  messages: {
    'zh-CN': () => import('./broadcasts.i18n.zh-CN.json'),
    en: () => import('./broadcasts.i18n.en.json'),
  },
  routes: [{ path: '', name: 'broadcasts', titleKey: 'nav.broadcasts', page: () => import('./BroadcastsPage.vue') }],
}
