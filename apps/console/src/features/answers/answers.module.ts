import { contentMessages } from '@/shared/content/content-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { joinMessages } from '@/shared/feature/join-messages'
import { sendMessages } from '@/shared/sends/send-messages'

export const answersModule: FeatureModule = {
  name: 'answers',
  space: 'team',
  path: 'answers',
  icon: 'answer',
  labelKey: 'nav.answers',
  pinyin: 'xinkehuyingda xkhyd',
  permission: 'sop.view',
  messages: joinMessages(contentMessages, sendMessages, {
    'zh-CN': () => import('./answers.i18n.zh-CN.json'),
    en: () => import('./answers.i18n.en.json'),
  }),
  routes: [
    { path: '', name: 'answers', titleKey: 'nav.answers', page: () => import('./AnswersPage.vue') },
    {
      path: 'new',
      name: 'answer-sop-new',
      titleKey: 'answers.editor.newTitle',
      permission: 'sop.edit',
      page: () => import('./SopEditorPage.vue'),
    },
    { path: ':id', name: 'answer-sop', titleKey: 'answers.editor.title', page: () => import('./SopEditorPage.vue') },
    { path: ':id/runs', name: 'answer-sop-runs', titleKey: 'answers.runs.title', page: () => import('./RunsPage.vue') },
  ],
}
