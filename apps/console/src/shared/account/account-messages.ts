import type { FeatureModule } from '@/shared/feature/feature-module'

/** Words on hosted accounts and their states, for every feature that shows them. */
export const accountMessages: FeatureModule['messages'] = {
  'zh-CN': () => import('./account.i18n.zh-CN.json'),
  en: () => import('./account.i18n.en.json'),
}
