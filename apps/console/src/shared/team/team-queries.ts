import { queryOptions, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import { useLiveQueries } from '@/shared/realtime/live.store'
import { useTeamPath } from './use-team-path'

export type HostedAccount = Schemas['HostedAccount']
export type Tag = Schemas['Tag']

export const teamKeys = {
  accounts: (teamId: string) => ['team', teamId, 'accounts'] as const,
  tags: (teamId: string) => ['team', teamId, 'tags'] as const,
}

/** The team's hosted accounts by id, kept fresh by the live line; for names, filters and choices on other pages. */
export function useTeamAccounts() {
  const { path, topic } = useTeamPath()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: teamKeys.accounts(path.value.teamId),
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts', {
              params: { path: path.value, query: { limit: 100 } },
            }),
          ),
      }),
    ),
  )
  useLiveQueries(topic('account'), () => [teamKeys.accounts(path.value.teamId)])
  const accounts = computed(() => query.data.value?.items ?? [])
  const byId = computed(() => new Map(accounts.value.map((account) => [account.id, account])))
  return { query, accounts, byId }
}

/** Every tag of the team's customers: custom ones and those of WeCom. */
export function useTeamTags() {
  const { path } = useTeamPath()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: teamKeys.tags(path.value.teamId),
        queryFn: () =>
          answer(api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/tags', { params: { path: path.value } })),
      }),
    ),
  )
  const tags = computed(() => query.data.value?.items ?? [])
  const byId = computed(() => new Map(tags.value.map((tag) => [tag.id, tag])))
  return { query, tags, byId }
}
