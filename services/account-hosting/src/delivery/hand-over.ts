import type { HandOverItem, HandOverResult } from '@miaohui/contracts/account-hosting/delivery'
import { Inject, Injectable } from '@nestjs/common'
import { HOSTING_PROVIDER, type HostingProvider, type SendOutcome } from '../provider/hosting-provider'
import { mapConcurrently } from '../shared/map-concurrently'
import { AccountDirectory, type Destination } from './account-directory'
import { conversationsOf, mayGoOn } from './domain/hand-over-order'

const CONVERSATIONS_AT_ONCE = 16
const CALL_MS = 15_000
/** What is left of the deadline for the answer; a call that could not end before is not begun. */
const ANSWER_MS = 300
const LEAST_CALL_MS = 500

/**
 * Hands sends over to the workers of their accounts: conversations side by side, the items of one conversation one after the other.
 * Writes nothing and repeats nothing: the owner of the sends does both.
 */
@Injectable()
export class HandOver {
  constructor(
    private readonly directory: AccountDirectory,
    @Inject(HOSTING_PROVIDER) private readonly provider: HostingProvider,
  ) {}

  /** @param deadline epoch milliseconds at which the caller stops waiting */
  async execute(enterpriseId: string, items: readonly HandOverItem[], deadline: number): Promise<HandOverResult[]> {
    const accounts = await this.directory.find(enterpriseId, [...new Set(items.map((item) => item.accountId))])
    const results = new Map<string, HandOverResult>()
    await Promise.all(
      [...conversationsOf(items)].map(([accountId, conversations]) =>
        mapConcurrently(conversations, CONVERSATIONS_AT_ONCE, (conversation) =>
          this.converse(accounts.get(accountId), conversation, deadline, results),
        ),
      ),
    )
    return items.map((item) => results.get(item.sendId)!)
  }

  private async converse(
    account: Destination | undefined,
    items: readonly HandOverItem[],
    deadline: number,
    results: Map<string, HandOverResult>,
  ): Promise<void> {
    let held: SendOutcome | null = null
    for (const item of items) {
      const outcome: SendOutcome = held ?? (await this.send(account, item, deadline))
      // A later message must not overtake one that waits.
      if (!held && !mayGoOn(outcome.outcome)) held = { outcome: 'later', code: 'EARLIER_MESSAGE_WAITS' }
      results.set(item.sendId, { sendId: item.sendId, providerClass: this.classOf(account), ...outcome })
    }
  }

  private async send(account: Destination | undefined, item: HandOverItem, deadline: number): Promise<SendOutcome> {
    if (!account) return { outcome: 'refused', code: 'ACCOUNT_REMOVED' }
    if (!account.connected) return { outcome: 'later', code: 'ACCOUNT_OFFLINE' }
    const deadlineMs = Math.min(CALL_MS, deadline - Date.now() - ANSWER_MS)
    if (deadlineMs < LEAST_CALL_MS) return { outcome: 'later', code: 'NO_TIME_LEFT' }
    const link = this.provider.link({ accountId: account.id, worker: account.worker })
    return link.send(item.conversationId, item.effect, { sendId: item.sendId, deadlineMs })
  }

  private classOf(account: Destination | undefined): HandOverResult['providerClass'] {
    return account ? this.provider.link({ accountId: account.id, worker: account.worker }).providerClass : 'A'
  }
}
