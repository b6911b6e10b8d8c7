import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { enterpriseKeys } from '@/shared/enterprise/enterprise-queries'
import { useEnterprisePath } from '@/shared/enterprise/use-enterprise-path'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import type { KeysetPage } from '@/shared/ui/use-keyset-page'

export type MemberFilters = { departmentId: string; state: string; search: string }
type MemberState = Schemas['Member']['state']

const isState = (text: string): text is MemberState => ['invited', 'active', 'suspended'].includes(text)

export function useMembers(filters: Ref<MemberFilters>, page: KeysetPage) {
  const { path } = useEnterprisePath()
  return useQuery(
    computed(() => {
      const { departmentId, state, search } = filters.value
      const query = {
        ...page.query.value,
        ...(departmentId ? { departmentId } : {}),
        ...(isState(state) ? { state } : {}),
        ...(search ? { search } : {}),
      }
      return queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'members', query],
        queryFn: () => answer(api.GET('/api/v1/enterprises/{enterpriseId}/members', { params: { path: path.value, query } })),
        placeholderData: keepPreviousData,
      })
    }),
  )
}

/** Changes of departments and members; the page reads anew after each. */
export function useOrganizationChanges() {
  const { path } = useEnterprisePath()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: enterpriseKeys.org(path.value.enterpriseId) })
  const at = (id: string) => ({ path: { ...path.value, id } })

  return {
    refresh,
    createDepartment: (body: Schemas['CreateDepartment']) =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/departments', { params: { path: path.value }, body })),
    updateDepartment: (id: string, body: Schemas['UpdateDepartmentBody']) =>
      answer(api.PATCH('/api/v1/enterprises/{enterpriseId}/departments/{id}', { params: at(id), body })),
    deleteDepartment: (id: string) =>
      answer(api.DELETE('/api/v1/enterprises/{enterpriseId}/departments/{id}', { params: at(id) })),
    inviteMember: (key: string, body: Schemas['InviteMemberBody']) =>
      answer(
        api.POST('/api/v1/enterprises/{enterpriseId}/members', {
          params: { path: path.value, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    updateMember: (id: string, body: Schemas['UpdateMemberBody']) =>
      answer(api.PATCH('/api/v1/enterprises/{enterpriseId}/members/{id}', { params: at(id), body })),
  }
}
