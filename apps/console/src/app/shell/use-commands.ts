import { useSessionStorage } from '@vueuse/core'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { canEnterAdmin } from '@/shared/access/spaces'
import { LOCALES, THEMES, usePreferences } from '@/shared/session/preferences.store'
import { usePlace } from '@/shared/session/use-place'
import type { IconName } from '@/shared/ui/icon-paths'
import type { Command } from './command-match'
import { useMenu } from './use-menu'

export type ShellCommand = Command & {
  section: 'recent' | 'pages' | 'actions'
  icon: IconName
  where: string
  perform: () => void
}

const REMEMBERED = 3

/** All that the command bar can open or do for this member, in their language. */
export function useCommands() {
  const { t } = useI18n()
  const router = useRouter()
  const preferences = usePreferences()
  const { enterprise, teamId } = usePlace()
  const { linksOf } = useMenu()
  const recent = useSessionStorage<string[]>('mh.recent-commands', [])

  const pages = computed<ShellCommand[]>(() => {
    const member = enterprise.value
    const team = member?.teams.find((each) => each.id === teamId.value) ?? member?.teams[0]
    const links = [
      ...(team ? linksOf('team', team.id) : []),
      ...(member && canEnterAdmin(member) ? linksOf('admin', undefined) : []),
    ]
    return links.map(({ feature, to }) => ({
      id: feature.name,
      label: t(feature.labelKey),
      texts: feature.pinyin.split(' '),
      section: 'pages',
      icon: feature.icon,
      where: feature.space === 'team' ? (team?.name ?? '') : t('space.admin'),
      perform: () => void router.push(to),
    }))
  })

  const actions = computed<ShellCommand[]>(() => [
    ...THEMES.filter((theme) => theme !== preferences.stored.theme).map((theme) => ({
      id: `theme-${theme}`,
      label: t('command.themeTo', { theme: t(`theme.${theme}`) }),
      texts: ['waiguan', theme],
      section: 'actions' as const,
      icon: 'sun' as const,
      where: '',
      perform: () => void (preferences.stored.theme = theme),
    })),
    ...LOCALES.filter((locale) => locale !== preferences.stored.locale).map((locale) => ({
      id: `locale-${locale}`,
      label: t('command.languageTo', { language: t(`language.${locale}`) }),
      texts: ['yuyan', 'language'],
      section: 'actions' as const,
      icon: 'globe' as const,
      where: '',
      perform: () => void (preferences.stored.locale = locale),
    })),
  ])

  const commands = computed<ShellCommand[]>(() => {
    const first = recent.value
      .flatMap((id) => pages.value.filter((page) => page.id === id))
      .map((page) => ({ ...page, section: 'recent' as const }))
    return [...first, ...pages.value.filter((page) => !recent.value.includes(page.id)), ...actions.value]
  })

  function run(command: ShellCommand): void {
    if (command.section !== 'actions')
      recent.value = [command.id, ...recent.value.filter((id) => id !== command.id)].slice(0, REMEMBERED)
    command.perform()
  }
  return { commands, run }
}
