import { newId } from '@miaohui/contracts/kernel/ids'
import type { AccessSession } from '../access/access-tokens'
import { LiveTickets } from './live-tickets'

describe('tickets for the live socket', () => {
  let now = 0
  const session = { userId: newId(), expiresAt: Date.now() + 300_000 } as AccessSession

  it('open one line within thirty seconds', () => {
    const tickets = new LiveTickets(() => now)
    const { ticket, expiresIn } = tickets.issue(session)
    expect(expiresIn).toBe(30)
    expect(tickets.redeem(ticket)).toBe(session)
    expect(tickets.redeem(ticket)).toBeUndefined()
    const late = tickets.issue(session).ticket
    now += 30_000
    expect(tickets.redeem(late)).toBeUndefined()
  })

  it('are worth nothing once the access token they came from has ended', () => {
    const tickets = new LiveTickets(() => now)
    const { ticket } = tickets.issue({ ...session, expiresAt: Date.now() - 1 })
    expect(tickets.redeem(ticket)).toBeUndefined()
  })

  it('do not pile up', () => {
    const tickets = new LiveTickets(() => now)
    for (let i = 0; i < 10_000; i++) tickets.issue(session)
    expect(() => tickets.issue(session)).toThrow('TOO_MANY_REQUESTS')
    now += 30_000
    expect(tickets.issue(session).ticket).toHaveLength(43)
  })
})
