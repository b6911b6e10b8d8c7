import type { Broadcast, BroadcastSend } from '@miaohui/contracts/messaging/broadcast'
import type { SendState } from '@miaohui/contracts/messaging/send'
import type { LedgerIntent } from '@miaohui/testing/simulator-driver'
import { eventually } from '@miaohui/testing/eventually'
import type { Person } from '@miaohui/testing/person'

type Page<Item> = { items: Item[]; next?: string }

/** Puts a new custom tag on so many friends, newest first, and says its id. */
export async function tagFriends(person: Person, name: string, count: number): Promise<string> {
  const { id } = await person.ask<{ id: string }>('POST', person.team('/tags'), { name, colour: 'teal' })
  const body = { filter: { relation: 'friend' }, limit: count, addTagIds: [id], removeTagIds: [] }
  const { changed } = await person.ask<{ changed: number }>('POST', person.team('/customers/tags'), body)
  if (changed !== count) throw new Error(`${changed} customers were tagged instead of ${count}`)
  return id
}

/** Starts a 无限制 broadcast to everybody with the tag. */
export async function massSend(person: Person, tagId: string, name: string): Promise<Broadcast> {
  return person.ask('POST', person.team('/broadcasts'), {
    name,
    mode: 'unlimited',
    filter: { anyTagIds: [tagId] },
    messages: [{ kind: 'text', text: `{{昵称}}，${name}` }],
    idempotencyKey: crypto.randomUUID(),
  })
}

export async function untilFinished(person: Person, id: string, withinMs: number): Promise<Broadcast> {
  return eventually(
    async () => {
      const broadcast = await person.ask<Broadcast>('GET', person.team(`/broadcasts/${id}`))
      if (broadcast.state !== 'finished') throw new Error(`${broadcast.state} ${JSON.stringify(broadcast.counts)}`)
      return broadcast
    },
    { withinMs, everyMs: 250 },
  )
}

/** Every send of a broadcast, page after page as a browser would read them. */
export async function sendsOf(person: Person, id: string): Promise<BroadcastSend[]> {
  const all: BroadcastSend[] = []
  for (let after = ''; ;) {
    const page = await person.ask<Page<BroadcastSend>>(
      'GET',
      person.team(`/broadcasts/${id}/sends?limit=100${after && `&after=${encodeURIComponent(after)}`}`),
    )
    all.push(...page.items)
    if (!page.next) return all
    after = page.next
  }
}

const BELIEF: Partial<Record<SendState, LedgerIntent['status']>> = { delivered: 'SENT', unknown: 'UNKNOWN' }

/** What the product believes about each send, for the comparison with what the customers got. */
export const beliefs = (sends: readonly BroadcastSend[]): LedgerIntent[] =>
  sends.map((send) => ({ status: BELIEF[send.state] ?? 'FAILED', idempotencyKey: send.id }))
