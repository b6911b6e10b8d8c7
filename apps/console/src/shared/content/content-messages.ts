import { joinMessages } from '@/shared/feature/join-messages'
import { materialPickerMessages } from '@/shared/materials/material-picker.messages'

/** Texts of the content editor and of the picture dialog that it opens. */
export const contentMessages = joinMessages(materialPickerMessages, {
  'zh-CN': () => import('./content.i18n.zh-CN.json'),
  en: () => import('./content.i18n.en.json'),
})
