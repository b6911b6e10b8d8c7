import { orgMessages } from '@/shared/org/org-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'

export const teamSettingsModule: FeatureModule = {
  name: 'teamSettings',
  space: 'team',
  path: 'settings',
  icon: 'settings',
  labelKey: 'nav.teamSettings',
  pinyin: 'xiaozushezhi xzsz',
  permission: 'team.view',
  messages: joinMessages(orgMessages, {
    'zh-CN': () => import('./team-settings.i18n.zh-CN.json'),
    en: () => import('./team-settings.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'teamSettings', titleKey: 'nav.teamSettings', page: () => import('./TeamSettingsPage.vue') }],
}
