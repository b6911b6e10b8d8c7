import { queryOptions, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useAccess } from '@/shared/access/use-access'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import { useLiveQueries } from '@/shared/realtime/live.store'
import { useEnterprisePath } from './use-enterprise-path'

export type Department = Schemas['Department']
export type Member = Schemas['Member']
export type PermissionGroup = Schemas['PermissionGroup']
export type Team = Schemas['Team']

/** Everything under `org` is read anew when the organisation changes, everything under `license` when seats do. */
export const enterpriseKeys = {
  org: (enterpriseId: string) => ['enterprise', enterpriseId, 'org'] as const,
  license: (enterpriseId: string) => ['enterprise', enterpriseId, 'license'] as const,
}

/** Keeps what a page shows of the organisation fresh. */
export function useLiveOrganization(): void {
  const { path, topic } = useEnterprisePath()
  useLiveQueries(topic('org'), () => [enterpriseKeys.org(path.value.enterpriseId)])
}

export function useDepartments() {
  const { path } = useEnterprisePath()
  const { can } = useAccess()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'departments'],
        queryFn: () => answer(api.GET('/api/v1/enterprises/{enterpriseId}/departments', { params: { path: path.value } })),
        enabled: can('department.view'),
      }),
    ),
  )
  const departments = computed(() => query.data.value?.items ?? [])
  const byId = computed(() => new Map(departments.value.map((each) => [each.id, each])))
  return { query, departments, byId }
}

export function usePermissionGroups() {
  const { path } = useEnterprisePath()
  const { can } = useAccess()
  const query = useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'permission-groups'],
        queryFn: () => answer(api.GET('/api/v1/enterprises/{enterpriseId}/permission-groups', { params: { path: path.value } })),
        enabled: can('permission-group.view'),
      }),
    ),
  )
  return { query, groups: computed(() => query.data.value?.items ?? []) }
}

/** Up to 100 teams whose name contains `search`, for choices. */
export function useTeamChoice(search: () => string = () => '', enabled: () => boolean = () => true) {
  const { path } = useEnterprisePath()
  const { can } = useAccess()
  const query = useQuery(
    computed(() => {
      const wanted = search().trim()
      return queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'team-choice', wanted],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams', {
              params: { path: path.value, query: { limit: 100, ...(wanted ? { search: wanted } : {}) } },
            }),
          ),
        enabled: can('team.view') && enabled(),
      })
    }),
  )
  return { query, teams: computed(() => query.data.value?.items ?? []) }
}

export function useLicense() {
  const { path, topic } = useEnterprisePath()
  const { can } = useAccess()
  useLiveQueries(topic('license'), () => [enterpriseKeys.license(path.value.enterpriseId)])
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...enterpriseKeys.license(path.value.enterpriseId), 'summary'],
        queryFn: () => answer(api.GET('/api/v1/enterprises/{enterpriseId}/license', { params: { path: path.value } })),
        enabled: can('license.view') || can('account.add'),
      }),
    ),
  )
}
