import { eventually } from '@miaohui/testing/eventually'
import type { Demo, DemoTeam } from './demo'
import { TAGS } from './story'

/** Custom tags of a team, each on a part of its customers. */
export async function tagCustomers({ lead, tagIds }: DemoTeam): Promise<void> {
  const { count } = await lead.ask<{ count: number }>('POST', lead.team('/customers/count'), { filter: { relation: 'friend' } })
  for (const { name, colour, share } of TAGS) {
    const { id } = await lead.ask<{ id: string }>('POST', lead.team('/tags'), { name, colour })
    // Whoever has no other tag is preferred, so that the tags lie beside each other rather than all on the newest.
    const filter = { relation: 'friend', ...(tagIds.length > 0 ? { noTagIds: tagIds } : {}) }
    const limit = Math.max(1, Math.round(count * share))
    await lead.ask('POST', lead.team('/customers/tags'), { filter, limit, addTagIds: [id], removeTagIds: [] })
    tagIds.push(id)
  }
}

export async function countCustomers({ lead }: DemoTeam): Promise<number> {
  return (await lead.ask<{ count: number }>('POST', lead.team('/customers/count'), {})).count
}

/** New people add each of the team's accounts and wait for their answer. */
export async function newCustomers({ simulator }: Demo, { accounts }: DemoTeam, count: number): Promise<void> {
  for (const { id } of accounts) {
    const since = await simulator.ledgerPosition()
    await simulator.addCustomers(id, { count, ratePerSecond: 40 })
    await eventually(
      async () => {
        const answered = new Set((await simulator.ledger({ acc: id, since })).map((row) => row.conversationId))
        if (answered.size < count) throw new Error(`${answered.size} of ${count} new customers were answered`)
      },
      { withinMs: 30_000, everyMs: 200 },
    )
  }
}
