import { usePreferredDark, useStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, watchEffect } from 'vue'

export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
export type Density = 'normal' | 'compact'
export type Space = 'admin' | 'team'

type Preferences = {
  theme: Theme
  locale: Locale
  density: Density
  sidebarCollapsed: boolean
  /** Where a member was last, per enterprise, so that signing in leads back there. */
  lastPlace: Record<string, { space: Space; teamId?: string }>
  /** Columns that a member has hidden, per table. */
  hiddenColumns: Record<string, string[]>
}

function preferredLocale(): Locale {
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

/** Choices of this browser's user. `theme-boot.js` reads `theme` before the first paint. */
export const usePreferences = defineStore('preferences', () => {
  const stored = useStorage<Preferences>(
    'mh.preferences',
    { theme: 'system', locale: preferredLocale(), density: 'normal', sidebarCollapsed: false, lastPlace: {}, hiddenColumns: {} },
    localStorage,
    { mergeDefaults: true },
  )
  const systemDark = usePreferredDark()
  const isDark = computed(() => stored.value.theme === 'dark' || (stored.value.theme === 'system' && systemDark.value))

  watchEffect(() => {
    const root = document.documentElement
    root.classList.toggle('dark', isDark.value)
    root.classList.toggle('compact', stored.value.density === 'compact')
    root.style.colorScheme = isDark.value ? 'dark' : 'light'
  })

  return { stored, isDark }
})
