import { createAccount, getAccount, type AccountState, type HostedAccount } from '@miaohui/contracts/account-hosting/account'
import type { DataOf, DomainEvent } from '@miaohui/contracts/kernel/event'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { aSuperAdmin } from '@miaohui/testing/actors'
import { testDatabase, type TestDatabase } from '@miaohui/testing/database'
import { eventually } from '@miaohui/testing/eventually'
import { fakeService, type FakeService } from '@miaohui/testing/fake-service'
import { testNats, type TestNats } from '@miaohui/testing/nats'
import { startService, type Caller, type StartedService } from '@miaohui/testing/service'
import { SimulatorProcess } from '@miaohui/testing/simulator-process'
import { occupySeat, releaseSeat, reserveSeat, type Seat } from '@miaohui/contracts/license/seat'
import { licenseProblems } from '@miaohui/contracts/license/problems'
import { Client } from 'pg'
import { AppModule } from '../src/app.module'

/** The licence as far as hosting needs it, played over the real bus. */
export class FakeLicense {
  capacity = 5
  readonly seats = new Map<string, { identity?: string }>()
  /** Seats cannot be given back. */
  refuseReleases = false
  /** As if every identity were hosted by somebody else already. */
  refuseIdentities = false

  answerOn(service: FakeService): void {
    const seat = (accountId: string, state: Seat['state']): Seat => ({
      id: newId(),
      accountId,
      state,
      since: new Date().toISOString(),
    })
    service.answer(reserveSeat, ({ accountId }) => {
      if (!this.seats.has(accountId)) {
        const used = this.seats.size
        if (used >= this.capacity) throw new Problem(licenseProblems.SEAT_EXHAUSTED, { meta: { used, capacity: this.capacity } })
        this.seats.set(accountId, {})
      }
      return seat(accountId, 'reserved')
    })
    service.answer(occupySeat, ({ accountId, identity }) => {
      const taken = [...this.seats].some(([id, held]) => id !== accountId && held.identity === identity)
      if (taken || this.refuseIdentities) throw new Problem(licenseProblems.SEAT_IDENTITY_TAKEN)
      this.seats.set(accountId, { identity })
      return seat(accountId, 'occupied')
    })
    service.answer(releaseSeat, ({ accountId }) => {
      if (this.refuseReleases) throw new Error('not now')
      this.seats.delete(accountId)
      return seat(accountId, 'released')
    })
  }
}

export type Lab = {
  simulator: SimulatorProcess
  license: FakeLicense
  service: StartedService
  nats: TestNats
  member: MemberActor
  teamId: string
  /** As a member of the enterprise. */
  console: () => Caller
  account: (id: string) => Promise<HostedAccount>
  /** Waits until the account is in the state; fails with what it is in. */
  until: (id: string, state: AccountState, withinMs?: number) => Promise<HostedAccount>
  create: (change?: object) => Promise<HostedAccount>
  /** Creates an account and signs it in on the simulator's phone. */
  online: () => Promise<HostedAccount>
  /** What the service announced, oldest first. */
  announced: <E extends DomainEvent>(event: E, accountId?: string) => Promise<DataOf<E>[]>
  /** Another process of the service on the same database. */
  replica: () => Promise<StartedService>
  /** Takes the service down as SIGTERM does; `start` brings it back. */
  stop: () => Promise<void>
  start: () => Promise<void>
  close: () => Promise<void>
}

export async function startLab(options: { watchMinutes?: number } = {}): Promise<Lab> {
  const [simulator, nats, database] = await Promise.all([SimulatorProcess.start(), testNats(), testDatabase('account-hosting')])
  const fake = await fakeService(nats, 'license')
  const license = new FakeLicense()
  license.answerOn(fake)
  const stopServers = (): Promise<unknown> => Promise.all([nats.close(), simulator.stop(), database.drop()])
  const start = (): Promise<StartedService> => startHosting(simulator, nats, database, options.watchMinutes ?? 60)
  const service = await start().catch(async (error: unknown) => {
    await fake.close()
    await stopServers()
    throw error
  })
  const admin = new URL(process.env['MIAOHUI_TEST_POSTGRES_URL']!)
  admin.pathname = `/${database.name}`
  const owner = new Client({ connectionString: admin.toString() })
  await owner.connect()
  const teamId = newId()
  const member = aSuperAdmin({ teamIds: [teamId] })
  const replicas: StartedService[] = []
  const lab: Lab = {
    simulator,
    license,
    service,
    nats,
    member,
    teamId,
    console: () => lab.service.rpc(member),
    account: (id) => lab.console().call(getAccount, { id, teamId }),
    until: (id, state, withinMs = 8_000) =>
      eventually(
        async () => {
          const account = await lab.account(id)
          if (account.state !== state) throw new Error(`is ${account.state} (${account.reason}), not ${state}`)
          return account
        },
        { withinMs },
      ),
    create: (change = {}) =>
      lab.console().call(createAccount, {
        teamId,
        platform: 'wecom',
        scheme: 'workmate',
        region: 'beijing',
        idempotencyKey: newId(),
        ...change,
      }),
    online: async () => {
      const { id } = await lab.create()
      await lab.until(id, 'qr')
      await simulator.driver.scan(id)
      await simulator.driver.confirm(id)
      return lab.until(id, 'online')
    },
    announced: async <E extends DomainEvent>(event: E, accountId?: string) => {
      const { rows } = await owner.query<{ data: DataOf<E> & { accountId?: string } }>(
        'select data from outbox where name = $1 order by seq',
        [event.name],
      )
      return rows.map((row) => row.data).filter((data) => accountId === undefined || data.accountId === accountId)
    },
    replica: async () => {
      const replica = await start()
      replicas.push(replica)
      return replica
    },
    stop: () => lab.service.close(),
    start: async () => {
      lab.service = await start()
    },
    close: async () => {
      for (const replica of replicas) await replica.close().catch(() => undefined)
      await lab.service.close()
      await fake.close()
      await owner.end()
      await stopServers()
    },
  }
  return lab
}

function startHosting(
  simulator: SimulatorProcess,
  nats: TestNats,
  database: TestDatabase,
  watchMinutes: number,
): Promise<StartedService> {
  const workers = [
    {
      name: 'simulator',
      endpoint: simulator.endpoint,
      controlToken: simulator.controlToken,
      schemes: ['workmate', 'workzen'],
      regions: ['beijing', 'shanghai', 'hangzhou'],
    },
  ]
  return startService('account-hosting', AppModule, {
    nats,
    database,
    env: { MIAOHUI_WORKERS: JSON.stringify(workers), MIAOHUI_WATCH_MINUTES: String(watchMinutes) },
  })
}

/** The code of the problem that a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<Problem> {
  const error = await call.then(
    () => new Error('the call was not refused'),
    (e: unknown) => e,
  )
  if (error instanceof Problem) return error
  throw error
}
