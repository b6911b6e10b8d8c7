import type { Component } from 'vue'
import type { Permission } from '@/shared/http/api-types'
import type { IconName } from '@/shared/ui/icon-paths'
import type { Locale, Space } from '@/shared/session/preferences.store'

/** Texts of one feature, under one top-level key that is the feature's own. */
export type Messages = { [key: string]: string | Messages }
type Loader<T> = () => Promise<{ default: T }>

export type FeatureRoute = {
  /** Below the feature's path; empty for its first page. */
  path: string
  /** Route name, unique in the console. */
  name: string
  titleKey: string
  page: Loader<Component>
  /** Permission needed beyond that of the feature. */
  permission?: Permission
}

/** All that the rest of the console knows of a feature: where it is, who may see it, how to load it. */
export type FeatureModule = {
  name: string
  space: Space
  /** Path below the space, also the first segment of its pages. */
  path: string
  icon: IconName
  /** Menu entry; its text lives with the shell because the menu is there before the feature is loaded. */
  labelKey: string
  /** Pinyin and initials for the command bar. */
  pinyin: string
  /** Permission without which the feature is not in the menu and its pages say who can grant it. */
  permission?: Permission
  messages: Record<Locale, Loader<Messages>>
  routes: FeatureRoute[]
}
