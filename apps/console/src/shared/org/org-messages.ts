import type { FeatureModule } from '@/shared/feature/feature-module'

/** Words on members and invitations, for every feature that shows them. */
export const orgMessages: FeatureModule['messages'] = {
  'zh-CN': () => import('./org.i18n.zh-CN.json'),
  en: () => import('./org.i18n.en.json'),
}
