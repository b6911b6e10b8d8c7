import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import { teamKeys } from '@/shared/team/team-queries'
import { useTeamPath } from '@/shared/team/use-team-path'
import type { KeysetPage } from '@/shared/ui/use-keyset-page'
import type { CustomerFilter } from './customer-filter'

export type Customer = Schemas['Customer']

const keys = {
  list: (teamId: string) => ['team', teamId, 'customers'] as const,
  freshness: (teamId: string) => ['team', teamId, 'freshness'] as const,
}

export function useCustomers(filter: Ref<CustomerFilter>, page: KeysetPage) {
  const { path } = useTeamPath()
  const list = useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...keys.list(path.value.teamId), 'page', filter.value, page.query.value],
        queryFn: () =>
          answer(
            api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/customers/search', {
              params: { path: path.value },
              body: { ...page.query.value, filter: filter.value },
            }),
          ),
        placeholderData: keepPreviousData,
      }),
    ),
  )
  const count = useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...keys.list(path.value.teamId), 'count', filter.value],
        queryFn: () =>
          answer(
            api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/customers/count', {
              params: { path: path.value },
              body: { filter: filter.value },
            }),
          ),
        placeholderData: keepPreviousData,
      }),
    ),
  )
  return { list, count }
}

export function useFreshness() {
  const { path } = useTeamPath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: keys.freshness(path.value.teamId),
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/customers/freshness', { params: { path: path.value } }),
          ),
      }),
    ),
  )
}

/** Everything that a finished synchronisation or a tagging changes on the screen. */
export function useRefreshCustomers() {
  const queries = useQueryClient()
  const { path } = useTeamPath()
  return () =>
    Promise.all(
      [keys.list, keys.freshness, teamKeys.tags].map((key) => queries.invalidateQueries({ queryKey: key(path.value.teamId) })),
    )
}

export function useStartSync() {
  const { path } = useTeamPath()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (accountIds?: string[]) =>
      answer(
        api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/sync', {
          params: { path: path.value },
          body: accountIds ? { accountIds } : {},
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: teamKeys.accounts(path.value.teamId) }),
  })
}

export function useTagging() {
  const { path } = useTeamPath()
  const tag = (body: Schemas['TagCustomersBody']) =>
    answer(api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/customers/tags', { params: { path: path.value }, body }))
  const create = (name: string) =>
    answer(api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/tags', { params: { path: path.value }, body: { name } }))
  return { tag, create }
}

/** The conversation with a customer, made when there is none yet. */
export function useOpenConversation() {
  const { path } = useTeamPath()
  return (customerId: string) =>
    answer(
      api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/conversations', {
        params: { path: path.value },
        body: { customerId },
      }),
    )
}
