import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { occupySeat, releaseSeat, reserveSeat, type Seat } from '@miaohui/contracts/license/seat'
import { aService } from '@miaohui/testing/actors'
import { startService, type Caller, type StartedService } from '@miaohui/testing/service'
import fc from 'fast-check'
import { AppModule } from '../src/app.module'

const CAPACITY = 5
type Held = { state: 'reserved' | 'occupied' | 'released'; identity?: string }
type Model = Map<string, Held>
type Real = { caller: Caller; accounts: string[] }
const live = (model: Model): Held[] => [...model.values()].filter((seat) => seat.state !== 'released')
const answer = (call: Promise<Seat>): Promise<string> =>
  call.then(
    (seat) => seat.state,
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  )

class Reserve implements fc.AsyncCommand<Model, Real> {
  constructor(readonly account: number) {}
  check = (): boolean => true
  async run(model: Model, { caller, accounts }: Real): Promise<void> {
    const accountId = accounts[this.account]!
    const held = model.get(accountId)
    const known = held && held.state !== 'released' ? held.state : undefined
    const expected = known ?? (live(model).length < CAPACITY ? 'reserved' : 'SEAT_EXHAUSTED')
    expect(await answer(caller.call(reserveSeat, { accountId, memberId: newId() }))).toBe(expected)
    if (!known && expected === 'reserved') model.set(accountId, { state: 'reserved' })
  }
  toString = (): string => `reserve(${this.account})`
}

class Occupy implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly account: number,
    readonly person: number,
  ) {}
  check = (): boolean => true
  async run(model: Model, { caller, accounts }: Real): Promise<void> {
    const accountId = accounts[this.account]!
    const identity = `wecom:${accounts[0]}:${this.person}`
    const held = model.get(accountId)
    const taken = [...model].some(([id, seat]) => id !== accountId && seat.state === 'occupied' && seat.identity === identity)
    let expected: string = 'NOT_FOUND'
    if (held?.state === 'reserved') expected = taken ? 'SEAT_IDENTITY_TAKEN' : 'occupied'
    if (held?.state === 'occupied') expected = held.identity === identity ? 'occupied' : 'SEAT_IDENTITY_TAKEN'
    expect(await answer(caller.call(occupySeat, { accountId, identity }))).toBe(expected)
    if (expected === 'occupied') model.set(accountId, { state: 'occupied', identity })
  }
  toString = (): string => `occupy(${this.account}, ${this.person})`
}

class Release implements fc.AsyncCommand<Model, Real> {
  constructor(readonly account: number) {}
  check = (): boolean => true
  async run(model: Model, { caller, accounts }: Real): Promise<void> {
    const accountId = accounts[this.account]!
    const expected = model.has(accountId) ? 'released' : 'NOT_FOUND'
    expect(await answer(caller.call(releaseSeat, { accountId, reason: 'removed' }))).toBe(expected)
    if (model.has(accountId)) model.set(accountId, { state: 'released' })
  }
  toString = (): string => `release(${this.account})`
}

class ReserveTogether implements fc.AsyncCommand<Model, Real> {
  constructor(readonly wanted: number[]) {}
  check = (): boolean => true
  async run(model: Model, { caller, accounts }: Real): Promise<void> {
    const ids = this.wanted.map((n) => accounts[n]!)
    const fresh = new Set(ids.filter((id) => (model.get(id)?.state ?? 'released') === 'released'))
    const free = CAPACITY - live(model).length
    const answers = await Promise.all(ids.map((accountId) => answer(caller.call(reserveSeat, { accountId, memberId: newId() }))))
    const sold = new Set(ids.filter((id, i) => fresh.has(id) && answers[i] === 'reserved'))
    expect(sold.size).toBe(Math.min(free, fresh.size))
    for (const id of sold) model.set(id, { state: 'reserved' })
  }
  toString = (): string => `reserve together(${this.wanted.join()})`
}

let service: StartedService
beforeAll(async () => {
  service = await startService('license', AppModule)
})
afterAll(() => service?.close())

it('seats behave like a set of five, whatever is asked in whatever order', async () => {
  const account = fc.integer({ min: 0, max: 8 })
  const person = fc.integer({ min: 0, max: 3 })
  const commands = fc.commands(
    [
      account.map((n) => new Reserve(n)),
      fc.tuple(account, person).map(([n, p]) => new Occupy(n, p)),
      account.map((n) => new Release(n)),
      fc.array(account, { minLength: 2, maxLength: 12 }).map((wanted) => new ReserveTogether(wanted)),
    ],
    { maxCommands: 40 },
  )
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      const enterpriseId = newId()
      const caller = service.rpc(aService('account-hosting', enterpriseId))
      const real: Real = { caller, accounts: Array.from({ length: 9 }, () => newId()) }
      const model: Model = new Map()
      try {
        await fc.asyncModelRun(() => ({ model, real }), list)
      } finally {
        for (const id of real.accounts)
          await caller.call(releaseSeat, { accountId: id, reason: 'end of run' }).catch(() => undefined)
      }
    }),
    { numRuns: 40, endOnFailure: true },
  )
}, 60_000)
