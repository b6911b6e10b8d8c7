import type { FeatureModule } from '@/shared/feature/feature-module'

export const answersModule: FeatureModule = {
  name: 'answers',
  space: 'team',
  path: 'answers',
  icon: 'answer',
  labelKey: 'nav.answers',
  pinyin: 'xinkehuyingda xkhyd',
  permission: 'sop.view',
  messages: {
    'zh-CN': () => import('./answers.i18n.zh-CN.json'),
    en: () => import('./answers.i18n.en.json'),
  },
  routes: [{ path: '', name: 'answers', titleKey: 'nav.answers', page: () => import('./AnswersPage.vue') }],
}
