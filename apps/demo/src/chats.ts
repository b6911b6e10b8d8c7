import { eventually } from '@miaohui/testing/eventually'
import { onceKey, type Demo, type DemoTeam, type HostedAccount, type Page } from './demo'
import { TALKS } from './story'

type Conversation = { id: string; title: string; lastText: string; waitingSince: string | null }

/** Customers write, the team answers some of them; the others wait. Customers who were here before `since` only: the newest talk with a SOP. */
export async function talk(demo: Demo, team: DemoTeam, since: number): Promise<void> {
  for (const account of team.accounts) {
    const friends = await demo.simulator.customers(account.id, { relation: 'friend' })
    const customers = friends.filter(({ addedAt }) => addedAt < since).slice(0, TALKS.length)
    await Promise.all(customers.map(({ id }, i) => converse(demo, team, account, id, TALKS[i]!)))
  }
}

async function converse(
  { simulator }: Demo,
  { lead }: DemoTeam,
  account: HostedAccount,
  customerId: string,
  turns: (typeof TALKS)[number],
): Promise<void> {
  for (const { customer, answer } of turns) {
    await simulator.say(customerId, customer)
    const conversation = await heard(lead, account, customer)
    if (answer === undefined) continue
    const body = { content: { kind: 'text', text: answer }, idempotencyKey: onceKey() }
    await lead.ask('POST', lead.team(`/conversations/${conversation.id}/messages`), body)
  }
}

/** The conversation in which the customer's words have arrived. */
async function heard(lead: DemoTeam['lead'], account: HostedAccount, text: string): Promise<Conversation> {
  return eventually(
    async () => {
      const address = lead.team(`/conversations?limit=100&accountId=${account.id}`)
      const { items } = await lead.ask<Page<Conversation>>('GET', address)
      const found = items.find((conversation) => conversation.lastText === text)
      if (!found) throw new Error(`「${text}」 has not arrived`)
      return found
    },
    { withinMs: 20_000, everyMs: 250 },
  )
}
