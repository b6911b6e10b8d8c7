import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { accountLook, isInDeviceCheck, type AccountHealth, type HostedAccount } from '@/shared/account/account-state'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import { useLiveTopic } from '@/shared/realtime/live.store'
import { teamKeys } from '@/shared/team/team-queries'
import { useTeamPath } from '@/shared/team/use-team-path'
import type { KeysetPage } from '@/shared/ui/use-keyset-page'

type AccountPage = Schemas['HostedAccountPage']

const isHealth = (text: string): text is AccountHealth => ['online', 'attention', 'offline'].includes(text)

/** One page of the team's accounts in one state of health; empty means all. */
export function useAccountPage(health: Ref<string>, page: KeysetPage) {
  const { path } = useTeamPath()
  return useQuery(
    computed(() => {
      const query = { ...page.query.value, ...(isHealth(health.value) ? { health: health.value } : {}) }
      return queryOptions({
        queryKey: [...teamKeys.accounts(path.value.teamId), 'page', query],
        queryFn: () =>
          answer(api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts', { params: { path: path.value, query } })),
        placeholderData: keepPreviousData,
      })
    }),
  )
}

/** While something is under way the account is also asked for now and then: a notice may get lost, a dialog must not hang. */
const WATCHFUL_MS = 5_000

export function useAccount(id: () => string | null) {
  const { path } = useTeamPath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: [...teamKeys.accounts(path.value.teamId), 'one', id()],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts/{id}', {
              params: { path: { ...path.value, id: id() ?? '' } },
            }),
          ),
        enabled: id() !== null,
        refetchInterval: ({ state }) => {
          const account = state.data
          if (!account) return false
          return accountLook(account.state).health === 'attention' || account.state === 'syncing' ? WATCHFUL_MS : false
        },
      }),
    ),
  )
}

const isPage = (data: AccountPage | HostedAccount): data is AccountPage => 'items' in data

/** What is on the screen with a newer reading of one account in it. */
export function withAccount<T extends AccountPage | HostedAccount>(data: T | undefined, account: HostedAccount): T | undefined {
  const newer = (old: HostedAccount) => (old.id === account.id && old.rev < account.rev ? account : old)
  if (!data) return data
  return (isPage(data) ? { ...data, items: data.items.map(newer) } : newer(data)) as T
}

/** Puts what an answer or a notice says of an account onto the screen at once. */
export function useAccountNews() {
  const { path, topic } = useTeamPath()
  const queries = useQueryClient()

  function show(account: HostedAccount): void {
    const queryKey = teamKeys.accounts(path.value.teamId)
    queries.setQueriesData<AccountPage | HostedAccount>(
      { queryKey, predicate: (query) => query.queryKey[3] !== 'timeline' },
      (data) => withAccount(data, account),
    )
  }
  useLiveTopic(topic('account'), (notice) => {
    if (notice.type === 'account.changed') show({ ...(notice.patch as HostedAccount), rev: notice.rev })
  })
  return { show, refresh: () => queries.invalidateQueries({ queryKey: teamKeys.accounts(path.value.teamId) }) }
}

export function useAccountTimeline(id: () => string) {
  const { path } = useTeamPath()
  return useInfiniteQuery({
    queryKey: computed(() => [...teamKeys.accounts(path.value.teamId), 'timeline', id()]),
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts/{id}/timeline', {
          params: { path: { ...path.value, id: id() }, query: { limit: 20, ...(pageParam ? { after: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

export function useHostingOptions() {
  const { path } = useTeamPath()
  return useQuery({
    queryKey: ['hosting-options'],
    queryFn: () =>
      answer(
        api.GET('/api/v1/enterprises/{enterpriseId}/hosting-options', {
          params: { path: { enterpriseId: path.value.enterpriseId } },
        }),
      ),
  })
}

/** The calls that change an account; each answers how the account stands then. */
export function useAccountCalls() {
  const { path } = useTeamPath()
  const at = (id: string) => ({ params: { path: { ...path.value, id } } })
  return {
    create: (key: string, body: Schemas['CreateAccountBody']) =>
      answer(
        api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts', {
          params: { path: path.value, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    start: (id: string) => answer(api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts/{id}/start', at(id))),
    stop: (id: string) => answer(api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts/{id}/stop', at(id))),
    remove: (id: string) => answer(api.DELETE('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts/{id}', at(id))),
    refreshQr: (id: string) =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts/{id}/refresh-qr', at(id))),
    enterCode: (id: string, code: string) =>
      answer(
        api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/accounts/{id}/verify-code', { ...at(id), body: { code } }),
      ),
    sync: (id: string) =>
      answer(
        api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/sync', {
          params: { path: path.value },
          body: { accountIds: [id] },
        }),
      ),
  }
}

/** Accounts whose phone asks for the owner right now, the most urgent first. */
export function deviceChecks(accounts: readonly HostedAccount[]): HostedAccount[] {
  return accounts
    .filter((account) => isInDeviceCheck(account.state))
    .sort((a, b) => (a.deadlineAt ?? '').localeCompare(b.deadlineAt ?? ''))
}
