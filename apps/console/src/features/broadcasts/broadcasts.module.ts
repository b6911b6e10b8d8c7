import { contentMessages } from '@/shared/content/content-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'
import { sendMessages } from '@/shared/sends/send-messages'

export const broadcastsModule: FeatureModule = {
  name: 'broadcasts',
  space: 'team',
  path: 'broadcasts',
  icon: 'broadcast',
  labelKey: 'nav.broadcasts',
  pinyin: 'qunfa qf',
  permission: 'broadcast.view',
  messages: joinMessages(contentMessages, sendMessages, {
    'zh-CN': () => import('./broadcasts.i18n.zh-CN.json'),
    en: () => import('./broadcasts.i18n.en.json'),
  }),
  routes: [
    { path: '', name: 'broadcasts', titleKey: 'nav.broadcasts', page: () => import('./BroadcastsPage.vue') },
    {
      path: 'new/:step(mode|audience|content|confirm)',
      name: 'broadcast-new',
      titleKey: 'broadcasts.new.title',
      permission: 'broadcast.send',
      page: () => import('./NewBroadcastPage.vue'),
    },
    { path: ':id', name: 'broadcast', titleKey: 'broadcasts.detail.title', page: () => import('./BroadcastPage.vue') },
  ],
}
