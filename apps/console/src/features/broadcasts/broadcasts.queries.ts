import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/vue-query'
import { useThrottleFn } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import { useLiveTopic } from '@/shared/realtime/live.store'
import { useTeamPath } from '@/shared/team/use-team-path'
import type { KeysetPage } from '@/shared/ui/use-keyset-page'
import type { CustomerFilter } from './broadcast-draft'
import type { Broadcast, SendState } from './broadcast-progress'

export type BroadcastSend = Schemas['BroadcastSend']
export type AudienceEstimate = Schemas['AudienceEstimate']
export type Control = 'pause' | 'resume' | 'cancel'

const keys = {
  list: (teamId: string) => ['team', teamId, 'broadcasts'] as const,
  one: (teamId: string, id: string) => ['team', teamId, 'broadcast', id] as const,
  sends: (teamId: string, id: string) => ['team', teamId, 'broadcast-sends', id] as const,
}
const FINAL = ['finished', 'cancelled']
/** Lists are read again no more often than this while a broadcast runs. */
const LIST_PACE = 2000

export function useBroadcasts(page: KeysetPage) {
  const { path, topic } = useTeamPath()
  const queries = useQueryClient()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...keys.list(path.value.teamId), page.query.value],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/broadcasts', {
              params: { path: path.value, query: page.query.value },
            }),
          ),
        placeholderData: keepPreviousData,
      }),
    ),
  )
  const again = useThrottleFn(() => queries.invalidateQueries({ queryKey: keys.list(path.value.teamId) }), LIST_PACE, true)
  useLiveTopic(topic('broadcast'), () => void again())
  return query
}

/** One broadcast; notices carry the whole record, so its numbers move without asking. */
export function useBroadcast(id: Ref<string>) {
  const { path, topic } = useTeamPath()
  const queries = useQueryClient()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: keys.one(path.value.teamId, id.value),
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/broadcasts/{id}', {
              params: { path: { ...path.value, id: id.value } },
            }),
          ),
      }),
    ),
  )
  const again = useThrottleFn(
    () => queries.invalidateQueries({ queryKey: keys.sends(path.value.teamId, id.value) }),
    LIST_PACE,
    true,
  )
  useLiveTopic(topic('broadcast'), (notice) => {
    if (notice.entity !== id.value) return
    queries.setQueryData<Broadcast>(keys.one(path.value.teamId, id.value), (known) =>
      known && notice.rev >= known.rev ? { ...known, ...(notice.patch as Partial<Broadcast>) } : known,
    )
    // The list must agree with the numbers as soon as they are final.
    if (FINAL.includes(String(notice.patch.state)))
      void queries.invalidateQueries({ queryKey: keys.sends(path.value.teamId, id.value) })
    else void again()
  })
  return query
}

export function useBroadcastSends(id: Ref<string>, state: Ref<SendState | undefined>, page: KeysetPage) {
  const { path } = useTeamPath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...keys.sends(path.value.teamId, id.value), state.value, page.query.value],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/broadcasts/{id}/sends', {
              params: {
                path: { ...path.value, id: id.value },
                query: { ...page.query.value, ...(state.value ? { state: state.value } : {}) },
              },
            }),
          ),
        placeholderData: keepPreviousData,
      }),
    ),
  )
}

/** How many people a choice reaches. Nothing is asked before an account is chosen; a newer choice ends the older question. */
export function useEstimate(filter: Ref<CustomerFilter>) {
  const { path } = useTeamPath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: ['team', path.value.teamId, 'estimate', filter.value],
        queryFn: ({ signal }) =>
          answer(
            api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/audiences/estimate', {
              params: { path: path.value },
              body: { filter: filter.value },
              signal,
            }),
          ),
        enabled: (filter.value.accountIds?.length ?? 0) > 0,
        placeholderData: keepPreviousData,
        staleTime: 5000,
      }),
    ),
  )
}

export function useBroadcastActions() {
  const { path } = useTeamPath()
  const queries = useQueryClient()
  const keep = async (broadcast: Broadcast) => {
    queries.setQueryData(keys.one(path.value.teamId, broadcast.id), broadcast)
    await queries.invalidateQueries({ queryKey: keys.list(path.value.teamId) })
    return broadcast
  }
  async function create(body: Schemas['CreateBroadcastBody']): Promise<Broadcast> {
    return keep(
      await answer(
        api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/broadcasts', { params: { path: path.value }, body }),
      ),
    )
  }
  const CONTROLS = {
    pause: '/api/v1/enterprises/{enterpriseId}/teams/{teamId}/broadcasts/{id}/pause',
    resume: '/api/v1/enterprises/{enterpriseId}/teams/{teamId}/broadcasts/{id}/resume',
    cancel: '/api/v1/enterprises/{enterpriseId}/teams/{teamId}/broadcasts/{id}/cancel',
  } as const
  async function control(id: string, what: Control): Promise<Broadcast> {
    const done = await keep(await answer(api.POST(CONTROLS[what], { params: { path: { ...path.value, id } } })))
    await queries.invalidateQueries({ queryKey: keys.sends(path.value.teamId, id) })
    return done
  }
  return { create, control }
}
