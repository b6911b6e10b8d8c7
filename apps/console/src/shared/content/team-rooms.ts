import { keepPreviousData, queryOptions, useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import { useTeamPath } from '@/shared/team/use-team-path'

export type Room = Schemas['Room']

/** Rooms of the team's accounts that match the search; `seen` keeps the names of those found by earlier searches. */
export function useTeamRooms(search: Ref<string>) {
  const { path } = useTeamPath()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: ['team', path.value.teamId, 'rooms', 'choice', search.value],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/rooms', {
              params: { path: path.value, query: { limit: 100, ...(search.value ? { search: search.value } : {}) } },
            }),
          ),
        placeholderData: keepPreviousData,
      }),
    ),
  )
  const rooms = computed(() => query.data.value?.items ?? [])
  const seen = ref(new Map<string, Room>())
  watch(rooms, (now) => (seen.value = new Map([...seen.value, ...now.map((room) => [room.id, room] as const)])), {
    immediate: true,
  })
  return { query, rooms, seen }
}
