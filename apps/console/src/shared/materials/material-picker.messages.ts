import type { FeatureModule } from '@/shared/feature/feature-module'

export const materialPickerMessages: FeatureModule['messages'] = {
  'zh-CN': () => import('./material-picker.i18n.zh-CN.json'),
  en: () => import('./material-picker.i18n.en.json'),
}
