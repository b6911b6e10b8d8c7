import { keepPreviousData, queryOptions, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { enterpriseKeys } from '@/shared/enterprise/enterprise-queries'
import { useEnterprisePath } from '@/shared/enterprise/use-enterprise-path'
import { answer, api } from '@/shared/http/client'
import type { KeysetPage } from '@/shared/ui/use-keyset-page'

export function useTeams(search: Ref<string>, page: KeysetPage) {
  const { path } = useEnterprisePath()
  return useQuery(
    computed(() => {
      const query = { ...page.query.value, ...(search.value ? { search: search.value } : {}) }
      return queryOptions({
        queryKey: [...enterpriseKeys.org(path.value.enterpriseId), 'teams', query],
        queryFn: () => answer(api.GET('/api/v1/enterprises/{enterpriseId}/teams', { params: { path: path.value, query } })),
        placeholderData: keepPreviousData,
      })
    }),
  )
}
