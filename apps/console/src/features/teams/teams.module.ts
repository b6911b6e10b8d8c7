import type { FeatureModule } from '@/shared/feature/feature-module'

export const teamsModule: FeatureModule = {
  name: 'teams',
  space: 'admin',
  path: 'teams',
  icon: 'teams',
  labelKey: 'nav.teams',
  pinyin: 'xiaozu xz',
  permission: 'team.edit',
  messages: {
    'zh-CN': () => import('./teams.i18n.zh-CN.json'),
    en: () => import('./teams.i18n.en.json'),
  },
  routes: [{ path: '', name: 'teams', titleKey: 'nav.teams', page: () => import('./TeamsPage.vue') }],
}
