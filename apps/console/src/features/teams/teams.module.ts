import { orgMessages } from '@/shared/org/org-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'

export const teamsModule: FeatureModule = {
  name: 'teams',
  space: 'admin',
  path: 'teams',
  icon: 'teams',
  labelKey: 'nav.teams',
  pinyin: 'xiaozu xz',
  permission: 'team.edit',
  messages: joinMessages(orgMessages, {
    'zh-CN': () => import('./teams.i18n.zh-CN.json'),
    en: () => import('./teams.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'teams', titleKey: 'nav.teams', page: () => import('./TeamsPage.vue') }],
}
