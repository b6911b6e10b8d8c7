import { reactive } from 'vue'
import { problemOf } from '@/shared/http/problem'
import { requestKey } from '@/shared/lib/request-key'
import { useInboxActions } from './inbox.queries'
import type { Content, PendingMessage } from './inbox-merge'

/** Messages of this page that the server has not taken yet, by conversation; each shows at once and may be tried again. */
export function useOutbox() {
  const { send } = useInboxActions()
  const boxes = reactive(new Map<string, PendingMessage[]>())
  const of = (conversationId: string): PendingMessage[] => boxes.get(conversationId) ?? []
  const change = (conversationId: string, key: string, part: Partial<PendingMessage>) =>
    boxes.set(
      conversationId,
      of(conversationId).map((each) => (each.key === key ? { ...each, ...part } : each)),
    )

  async function attempt(conversationId: string, { key, content }: PendingMessage): Promise<void> {
    change(conversationId, key, { failed: null })
    try {
      const message = await send(conversationId, content, key)
      change(conversationId, key, { messageId: message.id })
      discard(conversationId, key)
    } catch (thrown) {
      change(conversationId, key, { failed: problemOf(thrown).code })
    }
  }

  function post(conversationId: string, content: Content, before: ReadonlySet<string>): void {
    const pending: PendingMessage = { key: requestKey(), content, at: new Date().toISOString(), before, failed: null }
    boxes.set(conversationId, [...of(conversationId), pending])
    void attempt(conversationId, pending)
  }
  function discard(conversationId: string, key: string): void {
    boxes.set(
      conversationId,
      of(conversationId).filter((each) => each.key !== key),
    )
  }
  return { of, post, retry: attempt, discard }
}
