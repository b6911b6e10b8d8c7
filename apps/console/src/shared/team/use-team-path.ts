import { computed } from 'vue'
import { usePlace } from '@/shared/session/use-place'

/** Path parameters of every team-scoped call, and the live topics of the team. Only for pages of the team space. */
export function useTeamPath() {
  const { enterpriseId, teamId } = usePlace()
  const path = computed(() => ({ enterpriseId: enterpriseId.value, teamId: teamId.value ?? '' }))
  const topic = (name: 'account' | 'inbox' | 'broadcast' | 'sop' | 'customer') => () =>
    teamId.value ? { enterpriseId: enterpriseId.value, topic: `team:${teamId.value}:${name}` } : null
  return { path, topic }
}
