import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { enterpriseKeys } from '@/shared/enterprise/enterprise-queries'
import { useEnterprisePath } from '@/shared/enterprise/use-enterprise-path'
import type { Permission, Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'

export type PermissionModule = { module: string; permissions: Permission[] }

/** What a permission group can be made of; the same for every enterprise. */
export function usePermissionCatalogue() {
  const { path } = useEnterprisePath()
  const query = useQuery({
    queryKey: ['permission-catalogue'],
    queryFn: () => answer(api.GET('/api/v1/enterprises/{enterpriseId}/permission-catalogue', { params: { path: path.value } })),
    staleTime: Infinity,
  })
  const modules = computed<PermissionModule[]>(() =>
    (query.data.value?.modules ?? []).map(({ module, actions }) => ({
      module,
      permissions: actions.map((action) => `${module}.${action}` as Permission),
    })),
  )
  return { query, modules, dataScopes: computed(() => query.data.value?.dataScopes ?? []) }
}

export function usePermissionGroupChanges() {
  const { path } = useEnterprisePath()
  const queries = useQueryClient()
  const at = (id: string) => ({ path: { ...path.value, id } })
  return {
    refresh: () => queries.invalidateQueries({ queryKey: enterpriseKeys.org(path.value.enterpriseId) }),
    create: (body: Schemas['CreatePermissionGroup']) =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/permission-groups', { params: { path: path.value }, body })),
    update: (id: string, body: Schemas['UpdatePermissionGroupBody']) =>
      answer(api.PUT('/api/v1/enterprises/{enterpriseId}/permission-groups/{id}', { params: at(id), body })),
    remove: (id: string) => answer(api.DELETE('/api/v1/enterprises/{enterpriseId}/permission-groups/{id}', { params: at(id) })),
  }
}
