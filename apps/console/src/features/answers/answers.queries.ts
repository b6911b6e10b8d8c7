import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/vue-query'
import { useThrottleFn } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import { useLiveTopic } from '@/shared/realtime/live.store'
import { useTeamPath } from '@/shared/team/use-team-path'
import type { KeysetPage } from '@/shared/ui/use-keyset-page'
import type { AnswerSop } from './sop-draft'

export type Run = Schemas['Run']

const keys = {
  settings: (teamId: string) => ['team', teamId, 'answer-settings'] as const,
  list: (teamId: string) => ['team', teamId, 'answer-sops'] as const,
  one: (teamId: string, id: string) => ['team', teamId, 'answer-sop', id] as const,
  runs: (teamId: string, id: string) => ['team', teamId, 'answer-runs', id] as const,
}
/** Runs move often; what shows them is read again no more often than this. */
const PACE = 2000

export function useAnswerSettings() {
  const { path } = useTeamPath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: keys.settings(path.value.teamId),
        queryFn: () =>
          answer(api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-settings', { params: { path: path.value } })),
      }),
    ),
  )
}

export function useAnswerSops() {
  const { path, topic } = useTeamPath()
  const queries = useQueryClient()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: keys.list(path.value.teamId),
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-sops', {
              params: { path: path.value, query: { limit: 100 } },
            }),
          ),
      }),
    ),
  )
  const again = useThrottleFn(() => queries.invalidateQueries({ queryKey: keys.list(path.value.teamId) }), PACE, true)
  useLiveTopic(topic('sop'), (notice) => {
    void again()
    if (!notice.type.startsWith('run.')) void queries.invalidateQueries({ queryKey: keys.settings(path.value.teamId) })
  })
  return query
}

/** One SOP; null asks for nothing (a new one). */
export function useAnswerSop(id: Ref<string | null>) {
  const { path } = useTeamPath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: keys.one(path.value.teamId, id.value ?? ''),
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-sops/{id}', {
              params: { path: { ...path.value, id: id.value ?? '' } },
            }),
          ),
        enabled: id.value !== null,
      }),
    ),
  )
}

export function useRuns(id: Ref<string>, state: Ref<Run['state'] | undefined>, page: KeysetPage) {
  const { path, topic } = useTeamPath()
  const queries = useQueryClient()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...keys.runs(path.value.teamId, id.value), state.value, page.query.value],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-sops/{id}/runs', {
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
  const again = useThrottleFn(() => queries.invalidateQueries({ queryKey: keys.runs(path.value.teamId, id.value) }), PACE, true)
  useLiveTopic(topic('sop'), () => void again())
  return query
}

export function useAnswerActions() {
  const { path } = useTeamPath()
  const queries = useQueryClient()
  const refresh = () =>
    Promise.all([keys.settings, keys.list].map((key) => queries.invalidateQueries({ queryKey: key(path.value.teamId) })))
  const at = (id: string) => ({ params: { path: { ...path.value, id } } })
  const keep = (sop: AnswerSop) => {
    queries.setQueryData(keys.one(path.value.teamId, sop.id), sop)
    return sop
  }

  return {
    refresh,
    create: async (body: Schemas['CreateAnswerSopBody']) =>
      keep(
        await answer(
          api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-sops', { params: { path: path.value }, body }),
        ),
      ),
    update: async (id: string, body: Schemas['UpdateAnswerSopBody']) =>
      keep(await answer(api.PUT('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-sops/{id}', { ...at(id), body }))),
    turn: async (id: string, enabled: boolean, replace = false) =>
      keep(
        await answer(
          api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-sops/{id}/switch', {
            ...at(id),
            body: { enabled, ...(replace ? { replace } : {}) },
          }),
        ),
      ),
    remove: (id: string) => answer(api.DELETE('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-sops/{id}', at(id))),
    /** The one way in which an account answers. */
    choose: (accountId: string, body: Schemas['ChangeAnswerSettingBody']) =>
      answer(
        api.PUT('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/answer-settings/{accountId}', {
          params: { path: { ...path.value, accountId } },
          body,
        }),
      ),
  }
}
