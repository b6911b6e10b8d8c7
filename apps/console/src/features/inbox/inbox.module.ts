import { contentMessages } from '@/shared/content/content-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'
import { sendMessages } from '@/shared/sends/send-messages'

export const inboxModule: FeatureModule = {
  name: 'inbox',
  space: 'team',
  path: 'inbox',
  icon: 'chat',
  labelKey: 'nav.inbox',
  pinyin: 'juheliaotian jhlt',
  permission: 'chat.view',
  messages: joinMessages(contentMessages, sendMessages, {
    'zh-CN': () => import('./inbox.i18n.zh-CN.json'),
    en: () => import('./inbox.i18n.en.json'),
  }),
  routes: [
    { path: '', name: 'inbox', titleKey: 'nav.inbox', page: () => import('./InboxPage.vue') },
    { path: ':id', name: 'inbox-conversation', titleKey: 'nav.inbox', page: () => import('./InboxPage.vue') },
  ],
}
