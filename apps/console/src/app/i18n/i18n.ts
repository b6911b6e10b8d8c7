import type { App } from 'vue'
import { shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'
import type { FeatureModule, Messages } from '@/shared/feature/feature-module'
import type { Locale } from '@/shared/session/preferences.store'
import { compileMessage } from './message-compiler'

export type MessageSource = FeatureModule['messages']

const SHELL: MessageSource[] = [
  { 'zh-CN': () => import('./shell.i18n.zh-CN.json'), en: () => import('./shell.i18n.en.json') },
  { 'zh-CN': () => import('./problem.i18n.zh-CN.json'), en: () => import('./problem.i18n.en.json') },
]

const ELEMENT = {
  'zh-CN': () => import('element-plus/es/locale/lang/zh-cn'),
  en: () => import('element-plus/es/locale/lang/en'),
} as const
type ElementLocale = Awaited<ReturnType<(typeof ELEMENT)[Locale]>>['default']

/** Texts of Element Plus in the language of the console; null only before the first language is there. */
export const elementLocale = shallowRef<ElementLocale | null>(null)

const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: false,
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messages: {} as Record<string, Messages>,
  messageCompiler: (message) => compileMessage(String(message)),
})

const wanted = new Set<MessageSource>(SHELL)
const loaded = new Map<MessageSource, Set<Locale>>()

async function loadInto(source: MessageSource, locale: Locale): Promise<void> {
  const known = loaded.get(source) ?? new Set()
  if (known.has(locale)) return
  const texts = await source[locale]()
  i18n.global.mergeLocaleMessage(locale, texts.default)
  loaded.set(source, known.add(locale))
}

/** Makes the texts of a feature ready in the current language; they follow each later change of language. */
export async function loadMessages(source: MessageSource): Promise<void> {
  wanted.add(source)
  await loadInto(source, i18n.global.locale.value as Locale)
}

/** Changes the language once all texts of what is loaded are there, so that no key is ever shown. */
export async function switchLocale(locale: Locale): Promise<void> {
  const [element] = await Promise.all([ELEMENT[locale](), ...[...wanted].map((source) => loadInto(source, locale))])
  elementLocale.value = element.default
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}

export function translate(key: string): string {
  return i18n.global.t(key)
}

export function installI18n(app: App): void {
  app.use(i18n)
}
