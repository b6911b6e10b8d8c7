import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { answer, api } from '@/shared/http/client'
import type { LiveNotice } from '@/shared/realtime/live-frames'
import { useLiveTopic } from '@/shared/realtime/live.store'
import { useTeamPath } from '@/shared/team/use-team-path'
import {
  withConversation,
  withMessage,
  type Content,
  type Conversation,
  type ConversationFilter,
  type Message,
  type Pages,
} from './inbox-merge'

const keys = {
  lists: (teamId: string) => ['team', teamId, 'conversations'] as const,
  one: (teamId: string, id: string) => ['team', teamId, 'conversation', id] as const,
  messages: (teamId: string, id: string) => ['team', teamId, 'messages', id] as const,
}
const LIST_SIZE = 50
const THREAD_SIZE = 50

/** Conversations, newest first; `fetchNextPage` goes on to older ones. */
export function useConversations(filter: Ref<ConversationFilter>) {
  const { path } = useTeamPath()
  const query = useInfiniteQuery(
    computed(() =>
      infiniteQueryOptions({
        queryKey: [...keys.lists(path.value.teamId), filter.value],
        queryFn: ({ pageParam }) =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/conversations', {
              params: {
                path: path.value,
                query: { limit: LIST_SIZE, ...filter.value, ...(pageParam ? { after: pageParam } : {}) },
              },
            }),
          ),
        initialPageParam: '',
        getNextPageParam: (page) => page.next,
      }),
    ),
  )
  const conversations = computed(() => query.data.value?.pages.flatMap((page) => page.items))
  return { query, conversations }
}

export function useConversation(id: Ref<string | null>) {
  const { path } = useTeamPath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: keys.one(path.value.teamId, id.value ?? ''),
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/conversations/{id}', {
              params: { path: { ...path.value, id: id.value ?? '' } },
            }),
          ),
        enabled: id.value !== null,
      }),
    ),
  )
}

/** Messages of a conversation, newest first as the server gives them; `fetchNextPage` goes back in time. */
export function useMessages(id: Ref<string>) {
  const { path } = useTeamPath()
  const query = useInfiniteQuery(
    computed(() =>
      infiniteQueryOptions({
        queryKey: keys.messages(path.value.teamId, id.value),
        queryFn: ({ pageParam }) =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/conversations/{id}/messages', {
              params: {
                path: { ...path.value, id: id.value },
                query: { limit: THREAD_SIZE, ...(pageParam ? { after: pageParam } : {}) },
              },
            }),
          ),
        initialPageParam: '',
        getNextPageParam: (page) => page.next,
        // Notices keep it fresh only while it is on the screen.
        staleTime: 0,
      }),
    ),
  )
  const newestFirst = computed(() => query.data.value?.pages.flatMap((page) => page.items))
  return { query, newestFirst }
}

export function useInboxCustomer(id: Ref<string | null>) {
  const { path } = useTeamPath()
  return useQuery(
    computed(() =>
      queryOptions({
        queryKey: ['team', path.value.teamId, 'customer', id.value ?? ''],
        queryFn: () =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/customers/{id}', {
              params: { path: { ...path.value, id: id.value ?? '' } },
            }),
          ),
        enabled: id.value !== null,
      }),
    ),
  )
}

/** Writes what notices and answers say into all lists and threads that are loaded. */
export function useInboxCache() {
  const { path } = useTeamPath()
  const queries = useQueryClient()

  function conversation(changed: Conversation): void {
    const { teamId } = path.value
    queries.setQueryData<Conversation>(keys.one(teamId, changed.id), (known) =>
      known && known.rev > changed.rev ? known : changed,
    )
    for (const [key] of queries.getQueriesData({ queryKey: keys.lists(teamId) })) {
      const filter = (key.at(-1) ?? {}) as ConversationFilter
      queries.setQueryData<Pages<Conversation>>(key, (known) => known && withConversation(known, changed, filter))
    }
  }
  function message(conversationId: string, patch: Partial<Message> & { id: string }): void {
    queries.setQueryData<Pages<Message>>(
      keys.messages(path.value.teamId, conversationId),
      (known) => known && withMessage(known, patch),
    )
  }
  return { conversation, message }
}

/** Keeps the inbox as the server has it. `heard`: a message of a customer has just come in. */
export function useInboxLive(heard: (conversationId: string) => void): void {
  const { topic } = useTeamPath()
  const cache = useInboxCache()
  useLiveTopic(topic('inbox'), (notice: LiveNotice) => {
    if (notice.type === 'conversation.changed') cache.conversation(notice.patch as Conversation)
    if (notice.type !== 'message.changed') return
    const { conversationId, ...patch } = notice.patch as Partial<Message> & { conversationId?: string }
    if (!conversationId) return
    cache.message(conversationId, { ...patch, id: notice.entity })
    if (patch.direction === 'in') heard(conversationId)
  })
}

export function useInboxActions() {
  const { path } = useTeamPath()
  const cache = useInboxCache()
  async function send(id: string, content: Content, idempotencyKey: string): Promise<Message> {
    const message = await answer(
      api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/conversations/{id}/messages', {
        params: { path: { ...path.value, id } },
        body: { content, idempotencyKey },
      }),
    )
    cache.message(id, message)
    return message
  }
  async function markRead(id: string): Promise<void> {
    cache.conversation(
      await answer(
        api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/conversations/{id}/read', {
          params: { path: { ...path.value, id } },
        }),
      ),
    )
  }
  return { send, markRead }
}
