import type { FeatureModule } from '@/shared/feature/feature-module'

/** Texts of send states and of the reasons behind them. */
export const sendMessages: FeatureModule['messages'] = {
  'zh-CN': () => import('./send.i18n.zh-CN.json'),
  en: () => import('./send.i18n.en.json'),
}
