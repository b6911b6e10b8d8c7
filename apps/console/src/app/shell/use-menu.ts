import { computed } from 'vue'
import { useAccess } from '@/shared/access/use-access'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { placePath } from '@/shared/session/place-path'
import type { Space } from '@/shared/session/preferences.store'
import { usePlace } from '@/shared/session/use-place'
import { MENU } from '../features'

export type MenuLink = { feature: FeatureModule; to: string }

/** The menu of the space the member is in, without what they may not see. */
export function useMenu() {
  const { can } = useAccess()
  const { space, enterpriseId, teamId } = usePlace()

  function linksOf(where: Space, team: string | undefined): MenuLink[] {
    return MENU[where]
      .flatMap((group) => group.features)
      .filter((feature) => can(feature.permission))
      .map((feature) => ({ feature, to: `${placePath(enterpriseId.value, where, team)}/${feature.path}` }))
  }

  const groups = computed(() => {
    const links = linksOf(space.value, teamId.value ?? undefined)
    return MENU[space.value]
      .map((group) => ({ labelKey: group.labelKey, links: links.filter((link) => group.features.includes(link.feature)) }))
      .filter((group) => group.links.length > 0)
  })
  return { groups, linksOf }
}
