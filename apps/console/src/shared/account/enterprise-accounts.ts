import { keepPreviousData, queryOptions, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useAccess } from '@/shared/access/use-access'
import { useEnterprisePath } from '@/shared/enterprise/use-enterprise-path'
import { answer, api } from '@/shared/http/client'
import { useLiveQueries } from '@/shared/realtime/live.store'
import { usePlace } from '@/shared/session/use-place'
import type { AccountHealth } from './account-state'

/** More topics than this are not listened to one by one; the list is then read anew in this rhythm. */
const LIVE_TEAMS = 20
const REREAD_MS = 15_000

export type EnterpriseAccountsQuery = { limit: number; after?: string; teamId?: string; health?: AccountHealth }

/** Hosted accounts over all teams that the member may see. */
export function useEnterpriseAccounts(request: () => EnterpriseAccountsQuery) {
  const { path } = useEnterprisePath()
  const { enterprise } = usePlace()
  const { can } = useAccess()
  const key = computed(() => ['enterprise', path.value.enterpriseId, 'accounts'])
  const teams = enterprise.value?.teams ?? []
  for (const team of teams.slice(0, LIVE_TEAMS))
    useLiveQueries(
      () => ({ enterpriseId: path.value.enterpriseId, topic: `team:${team.id}:account` }),
      () => [key.value],
    )
  return useQuery(
    computed(() => {
      const query = request()
      return queryOptions({
        queryKey: [...key.value, query],
        queryFn: () => answer(api.GET('/api/v1/enterprises/{enterpriseId}/accounts', { params: { path: path.value, query } })),
        placeholderData: keepPreviousData,
        refetchInterval: teams.length > LIVE_TEAMS ? REREAD_MS : false,
        enabled: can('account.view'),
      })
    }),
  )
}
