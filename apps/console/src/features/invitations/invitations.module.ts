import { orgMessages } from '@/shared/org/org-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'

export const invitationsModule: FeatureModule = {
  name: 'invitations',
  space: 'admin',
  path: 'invitations',
  icon: 'mail',
  labelKey: 'nav.invitations',
  pinyin: 'yaoqingguanli yqgl',
  permission: 'member.invite',
  messages: joinMessages(orgMessages, {
    'zh-CN': () => import('./invitations.i18n.zh-CN.json'),
    en: () => import('./invitations.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'invitations', titleKey: 'nav.invitations', page: () => import('./InvitationsPage.vue') }],
}
