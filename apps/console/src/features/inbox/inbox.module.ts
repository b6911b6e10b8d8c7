import type { FeatureModule } from '@/shared/feature/feature-module'

export const inboxModule: FeatureModule = {
  name: 'inbox',
  space: 'team',
  path: 'inbox',
  icon: 'chat',
  labelKey: 'nav.inbox',
  pinyin: 'juheliaotian jhlt',
  permission: 'chat.view',
  messages: {
    'zh-CN': () => import('./inbox.i18n.zh-CN.json'),
    en: () => import('./inbox.i18n.en.json'),
  },
  routes: [{ path: '', name: 'inbox', titleKey: 'nav.inbox', page: () => import('./InboxPage.vue') }],
}
