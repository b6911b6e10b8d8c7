import { en } from './texts-en.js'
import { zh } from './texts-zh.js'

const texts = { zh, en }

const remembered = localStorage.getItem('language')
let language = remembered === 'en' || remembered === 'zh' ? remembered : navigator.language.startsWith('zh') ? 'zh' : 'en'

export const t = (key, ...values) => {
  const text = texts[language][key]
  return typeof text === 'function' ? text(...values) : text
}

export function switchLanguage() {
  language = language === 'zh' ? 'en' : 'zh'
  localStorage.setItem('language', language)
}

/** Fills in every element that carries only a text. */
export function translatePage() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.title = t('title')
  for (const element of document.querySelectorAll('[data-t]')) element.textContent = t(element.dataset.t)
  for (const element of document.querySelectorAll('[data-p]')) {
    element.placeholder = t(element.dataset.p)
    element.setAttribute('aria-label', t(element.dataset.p))
  }
  for (const element of document.querySelectorAll('[data-a]')) element.title = t(element.dataset.a)
}

export const clockText = (ms, seconds = false) =>
  new Date(ms).toLocaleTimeString(language === 'zh' ? 'zh-CN' : 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  })

export const dateText = (ms) =>
  new Date(ms).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB', { year: 'numeric', month: 'short', day: 'numeric' })
