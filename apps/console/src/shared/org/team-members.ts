import { queryOptions, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useAccess } from '@/shared/access/use-access'
import { enterpriseKeys } from '@/shared/enterprise/enterprise-queries'
import { useEnterprisePath } from '@/shared/enterprise/use-enterprise-path'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'

export type TeamDetail = Schemas['TeamDetail']

export function useTeamDetail(id: () => string) {
  const { path } = useEnterprisePath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'team', id()],
        queryFn: () =>
          answer(api.GET('/api/v1/enterprises/{enterpriseId}/teams/{id}', { params: { path: { ...path.value, id: id() } } })),
        enabled: id() !== '',
      }),
    ),
  )
}

/** Active and invited members whose name or e-mail contains `search`, to choose from. */
export function useMemberChoice(search: () => string) {
  const { path } = useEnterprisePath()
  const { can } = useAccess()
  return useQuery(
    computed(() => {
      const wanted = search().trim()
      return queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'member-choice', wanted],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/members', {
              params: { path: path.value, query: { limit: 50, ...(wanted ? { search: wanted } : {}) } },
            }),
          ),
        enabled: can('member.view') && can('team.edit'),
      })
    }),
  )
}

export function useTeamChanges() {
  const { path } = useEnterprisePath()
  const queries = useQueryClient()
  const at = (id: string) => ({ path: { ...path.value, id } })
  return {
    refresh: () => queries.invalidateQueries({ queryKey: enterpriseKeys.org(path.value.enterpriseId) }),
    create: (name: string) =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/teams', { params: { path: path.value }, body: { name } })),
    rename: (id: string, name: string) =>
      answer(api.PATCH('/api/v1/enterprises/{enterpriseId}/teams/{id}', { params: at(id), body: { name } })),
    addMember: (id: string, memberId: string) =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/teams/{id}/members', { params: at(id), body: { memberId } })),
    removeMember: (id: string, memberId: string) =>
      answer(
        api.DELETE('/api/v1/enterprises/{enterpriseId}/teams/{id}/members/{memberId}', {
          params: { path: { ...path.value, id, memberId } },
        }),
      ),
  }
}
