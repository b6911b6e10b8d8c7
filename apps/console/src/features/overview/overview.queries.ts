import { queryOptions, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useAccess } from '@/shared/access/use-access'
import { enterpriseKeys } from '@/shared/enterprise/enterprise-queries'
import { useEnterprisePath } from '@/shared/enterprise/use-enterprise-path'
import { answer, api } from '@/shared/http/client'

export function useOverview() {
  const { path } = useEnterprisePath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'overview'],
        queryFn: () => answer(api.GET('/api/v1/enterprises/{enterpriseId}/overview', { params: { path: path.value } })),
      }),
    ),
  )
}

/** Members who have not joined; up to 100 are enough to say what to do. */
export function useOpenInvitations() {
  const { path } = useEnterprisePath()
  const { can } = useAccess()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'members', 'open-invitations'],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/members', {
              params: { path: path.value, query: { limit: 100, state: 'invited' } },
            }),
          ),
        enabled: can('member.view'),
      }),
    ),
  )
}
