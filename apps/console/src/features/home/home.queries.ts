import { queryOptions, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useAccess } from '@/shared/access/use-access'
import { answer, api } from '@/shared/http/client'
import { useFormat } from '@/shared/lib/use-format'
import { useLiveQueries } from '@/shared/realtime/live.store'
import { useTeamPath } from '@/shared/team/use-team-path'
import { startOfDay } from './start-of-day'

/** Conversations whose customer waits for an answer; as many as one page holds. */
export function useWaitingConversations() {
  const { path, topic } = useTeamPath()
  const { can } = useAccess()
  const key = computed(() => ['team', path.value.teamId, 'home', 'waiting'])
  useLiveQueries(topic('inbox'), () => [key.value])
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: key.value,
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/conversations', {
              params: { path: path.value, query: { waiting: true, limit: 100 } },
            }),
          ),
        enabled: can('chat.view'),
      }),
    ),
  )
}

export function useRecentBroadcasts() {
  const { path, topic } = useTeamPath()
  const { can } = useAccess()
  const key = computed(() => ['team', path.value.teamId, 'home', 'broadcasts'])
  useLiveQueries(topic('broadcast'), () => [key.value])
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: key.value,
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/broadcasts', {
              params: { path: path.value, query: { limit: 50 } },
            }),
          ),
        enabled: can('broadcast.view'),
      }),
    ),
  )
}

/** Customers added since midnight of the enterprise. */
export function useNewCustomers() {
  const { path, topic } = useTeamPath()
  const { can } = useAccess()
  const { zone } = useFormat()
  const key = computed(() => ['team', path.value.teamId, 'home', 'new-customers'])
  useLiveQueries(topic('customer'), () => [key.value])
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: key.value,
        queryFn: () =>
          answer(
            api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/customers/count', {
              params: { path: path.value },
              body: { filter: { addedAfter: startOfDay(new Date(), zone.value).toISOString() } },
            }),
          ),
        enabled: can('customer.view'),
      }),
    ),
  )
}
