import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { placePath } from './place-path'
import type { Space } from './preferences.store'
import { useSession } from './session.store'

/** The enterprise, space and team that the address names; ids are checked against the member's own, so null means no such place. */
export function usePlace() {
  const route = useRoute()
  const session = useSession()
  const enterpriseId = computed(() => String(route.params.eid ?? ''))
  const teamId = computed(() => (typeof route.params.tid === 'string' ? route.params.tid : null))
  const enterprise = computed(() => session.enterprise(enterpriseId.value))
  const team = computed(() => enterprise.value?.teams.find((each) => each.id === teamId.value) ?? null)
  const space = computed<Space>(() => (route.params.tid ? 'team' : 'admin'))
  /** Start of every address in this place. */
  const base = computed(() => placePath(enterpriseId.value, space.value, teamId.value ?? undefined))
  return { enterpriseId, teamId, enterprise, team, space, base }
}
