import { createPublicKey, verify } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import {
  getLicenseSummary,
  issueLease,
  listSeats,
  occupySeat,
  releaseSeat,
  reserveSeat,
  type Seat,
} from '@miaohui/contracts/license/seat'
import { SystemClock } from '@miaohui/platform/time'
import { aMember, aService, aSuperAdmin } from '@miaohui/testing/actors'
import { startService, type StartedService } from '@miaohui/testing/service'
import { Client } from 'pg'
import type { EntityManager } from 'typeorm'
import { AppModule } from '../src/app.module'
import { InstallTrial } from '../src/licenses/install-trial'
import { firstBrokenLine, type LedgerKind } from '../src/seats/domain/seat-ledger'

let service: StartedService
let owner: Client
const enterpriseId = newId()
const memberId = newId()
const hosting = (enterprise = enterpriseId) => service.rpc(aService('account-hosting', enterprise))
const reserve = (accountId: string, enterprise?: string): Promise<Seat> =>
  hosting(enterprise).call(reserveSeat, { accountId, memberId })
const release = (accountId: string, enterprise?: string): Promise<Seat> =>
  hosting(enterprise).call(releaseSeat, { accountId, reason: 'removed' })
const occupy = (accountId: string, identity: string, enterprise?: string): Promise<Seat> =>
  hosting(enterprise).call(occupySeat, { accountId, identity })
const codeOf = (error: unknown): string => (error instanceof Problem ? error.code : String(error))
async function refusal(call: Promise<unknown>): Promise<Problem> {
  const error = await call.then(
    () => new Error('was not refused'),
    (e: unknown) => e,
  )
  if (error instanceof Problem) return error
  throw error
}
async function freeAll(): Promise<void> {
  const { rows } = await owner.query<{ account_id: string; enterprise_id: string }>(
    `select account_id, enterprise_id from seat where state <> 'released'`,
  )
  for (const seat of rows) await release(seat.account_id, seat.enterprise_id)
}
async function assertBooksBalance(): Promise<void> {
  const { rows: pools } = await owner.query<{ used: number; live: number }>(
    `select used, (select count(*)::int from seat where state <> 'released') as live from seat_pool`,
  )
  expect(pools[0]!.used).toBe(pools[0]!.live)
  const { rows: ledger } = await owner.query<Record<string, unknown>>('select * from seat_ledger order by n')
  const lines = ledger.map((l) => ({
    poolId: l['pool_id'] as string,
    n: Number(l['n']),
    at: l['at'] as Date,
    kind: l['kind'] as LedgerKind,
    seatId: l['seat_id'] as string,
    enterpriseId: l['enterprise_id'] as string,
    accountId: l['account_id'] as string,
    usedAfter: l['used_after'] as number,
    capacityAfter: l['capacity_after'] as number,
    hash: l['hash'] as Buffer,
  }))
  expect(firstBrokenLine(lines)).toBeNull()
  expect(lines.at(-1)?.usedAfter ?? 0).toBe(pools[0]!.used)
}

beforeAll(async () => {
  service = await startService('license', AppModule)
  const admin = new URL(process.env['MIAOHUI_TEST_POSTGRES_URL']!)
  admin.pathname = `/${service.database.name}`
  owner = new Client({ connectionString: admin.toString() })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await service?.close()
})
afterEach(async () => {
  await assertBooksBalance()
  await freeAll()
})

describe('seats', () => {
  it('come with a trial of five for thirty days from the first start', async () => {
    const summary = await service.rpc(aSuperAdmin({ enterpriseId })).call(getLicenseSummary, {})
    expect(summary).toMatchObject({ state: 'active', capacity: 5, used: 0, usedHere: 0, daysLeft: 30 })
    expect(summary.files).toMatchObject([{ licenseId: 'trial', kind: 'trial', seats: 5 }])
  })

  it('sell exactly five of five to a hundred who ask at once', async () => {
    const accounts = Array.from({ length: 100 }, () => newId())
    const results = await Promise.allSettled(accounts.map((id) => reserve(id)))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(5)
    const refused = results.filter((r) => r.status === 'rejected').map((r) => r.reason as Problem)
    expect(new Set(refused.map(codeOf))).toEqual(new Set(['SEAT_EXHAUSTED']))
    expect(refused[0]?.meta).toEqual({ used: 5, capacity: 5 })
  })

  it('and the lines of their ledger are seen by nobody but their enterprise', async () => {
    await reserve(newId())
    const lines = async (run: (work: (db: EntityManager) => Promise<{ n: number }[]>) => Promise<{ n: number }[]>) =>
      (await run((db) => db.query('select count(*)::int as n from seat_ledger')))[0]!.n
    expect(await lines((work) => service.units.run(enterpriseId, work))).toBeGreaterThan(0)
    expect(await lines((work) => service.units.run(newId(), work))).toBe(0)
    expect(await lines((work) => service.units.runGlobal(work))).toBe(0)
  })

  it('sell exactly five while database connections are killed at random', async () => {
    let killed = 0
    let calm = false
    const killer = (async () => {
      while (!calm) {
        const { rowCount } = await owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like '%app' and random() < 0.4`,
        )
        killed += rowCount ?? 0
        await wait(5)
      }
    })()
    const accounts = Array.from({ length: 100 }, () => newId())
    const outcomes = new Map<string, string>()
    try {
      // Whoever meets a broken connection asks again, as the caller's saga does, until the answer is definite.
      await Promise.all(
        accounts.map(async (id) => {
          for (let attempt = 0; attempt < 200; attempt++) {
            const answer = await reserve(id).then(() => 'reserved', codeOf)
            outcomes.set(id, answer)
            if (answer === 'reserved' || answer === 'SEAT_EXHAUSTED') return
          }
        }),
      )
    } finally {
      calm = true
      await killer
    }
    const count = (answer: string): number => [...outcomes.values()].filter((a) => a === answer).length
    expect(killed).toBeGreaterThan(0)
    expect({ reserved: count('reserved'), exhausted: count('SEAT_EXHAUSTED') }).toEqual({ reserved: 5, exhausted: 95 })
  })

  it('are given once to an account that asks again, also at the same time', async () => {
    const accountId = newId()
    const seats = await Promise.all(Array.from({ length: 10 }, () => reserve(accountId)))
    expect(new Set(seats.map((seat) => seat.id)).size).toBe(1)
    expect((await service.rpc(aMember({ enterpriseId })).call(getLicenseSummary, {})).used).toBe(1)
  })

  it('become free one by one: a release frees exactly one, repeating it frees none', async () => {
    const accounts = Array.from({ length: 5 }, () => newId())
    for (const id of accounts) await reserve(id)
    const released = await Promise.all(Array.from({ length: 6 }, () => release(accounts[0]!)))
    expect(released.every((seat) => seat.state === 'released' && seat.releasedAt !== undefined)).toBe(true)
    const results = await Promise.allSettled([reserve(newId()), reserve(newId()), reserve(newId())])
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  })

  it('are tied to one WeCom identity, over all enterprises', async () => {
    const [one, two, elsewhere] = [newId(), newId(), newId()]
    const other = newId()
    await reserve(one)
    await reserve(two)
    await reserve(elsewhere, other)
    expect((await occupy(one, 'wecom:c1:u1')).state).toBe('occupied')
    expect((await occupy(one, 'wecom:c1:u1')).state).toBe('occupied')
    expect(codeOf(await refusal(occupy(two, 'wecom:c1:u1')))).toBe('SEAT_IDENTITY_TAKEN')
    expect(codeOf(await refusal(occupy(elsewhere, 'wecom:c1:u1', other)))).toBe('SEAT_IDENTITY_TAKEN')
    expect(codeOf(await refusal(occupy(one, 'wecom:c1:u2')))).toBe('SEAT_IDENTITY_TAKEN')
    await release(one)
    expect((await occupy(two, 'wecom:c1:u1')).state).toBe('occupied')
  })

  it('of another enterprise are answered like seats that do not exist', async () => {
    const accountId = newId()
    await reserve(accountId)
    expect(codeOf(await refusal(release(accountId, newId())))).toBe('NOT_FOUND')
    expect(codeOf(await refusal(release(newId())))).toBe('NOT_FOUND')
    const foreign = await service.rpc(aSuperAdmin()).call(getLicenseSummary, {})
    expect(foreign).toMatchObject({ used: 1, usedHere: 0 })
    expect(await service.units.run(newId(), (db) => db.query('select * from seat'))).toEqual([])
  })

  it('are listed newest first, page by page', async () => {
    const accounts = Array.from({ length: 3 }, () => newId())
    for (const id of accounts) await reserve(id)
    const admin = service.rpc(aSuperAdmin({ enterpriseId }))
    const first = await admin.call(listSeats, { limit: 2 })
    expect(first.items.map((seat) => seat.accountId)).toEqual([accounts[2], accounts[1]])
    const second = await admin.call(listSeats, { limit: 1, after: first.next })
    expect(second.items[0]?.accountId).toBe(accounts[0])
    expect(codeOf(await refusal(service.rpc(aMember({ enterpriseId })).call(listSeats, {})))).toBe('FORBIDDEN')
  })

  it('are not given out by anybody but account hosting', async () => {
    expect(
      codeOf(await refusal(service.rpc(aMember({ enterpriseId })).call(reserveSeat, { accountId: newId(), memberId }))),
    ).toBe('UPSTREAM_UNAVAILABLE')
    const foreign = service.rpc(aService('messaging', enterpriseId))
    expect(codeOf(await refusal(foreign.call(reserveSeat, { accountId: newId(), memberId })))).toBe('UPSTREAM_UNAVAILABLE')
  })
})

describe('the licence', () => {
  it('is proven to messaging by a lease signed for at most fifteen minutes', async () => {
    const { token } = await service.rpc(aService('messaging', enterpriseId)).call(issueLease, {})
    const [head = '', body = '', signature = ''] = token.split('.')
    const keys = JSON.parse(process.env['MIAOHUI_INTERNAL_PUBLIC_KEYS']!) as Record<string, string>
    const key = createPublicKey({ key: Buffer.from(keys['license']!, 'base64'), format: 'der', type: 'spki' })
    const signed = Buffer.from(`${head}.${body}`)
    expect(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))).toBe(true)
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as {
      enterpriseId: string
      ok: boolean
      until: string
      iss: string
    }
    expect(claims).toMatchObject({ enterpriseId, ok: true, iss: 'license' })
    const left = Date.parse(claims.until) - Date.now()
    expect(left).toBeGreaterThan(14 * 60_000)
    expect(left).toBeLessThanOrEqual(15 * 60_000)
  })

  it('that has ended lets no account be hosted and no send go out; seats stay taken', async () => {
    const accountId = newId()
    await reserve(accountId)
    await owner.query(`update license_file set starts_at = now() - interval '31 days', expires_at = now() - interval '1 second'`)
    try {
      expect(codeOf(await refusal(reserve(newId())))).toBe('LICENSE_EXPIRED')
      const { token } = await service.rpc(aService('messaging', enterpriseId)).call(issueLease, {})
      expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({ ok: false, features: [] })
      const summary = await service.rpc(aSuperAdmin({ enterpriseId })).call(getLicenseSummary, {})
      expect(summary).toMatchObject({ state: 'expired', usedHere: 1, daysLeft: 0 })
    } finally {
      await owner.query(`update license_file set starts_at = now(), expires_at = now() + interval '30 days'`)
    }
  })

  it('of a trial gets more seats when the operator says so, and never fewer', async () => {
    const capacityWith = async (trialSeats: number): Promise<number> => {
      await new InstallTrial(service.units, new SystemClock(), { trialSeats }).execute()
      return (await service.rpc(aSuperAdmin({ enterpriseId })).call(getLicenseSummary, {})).capacity
    }
    try {
      expect(await capacityWith(20)).toBe(20)
      expect(await capacityWith(5)).toBe(20)
      for (let n = 0; n < 6; n++) await reserve(newId())
    } finally {
      await freeAll()
      await owner.query('update license_file set seats = 5')
    }
  })

  it('does not grow longer when the clock is set back', async () => {
    await owner.query(`update clock_mark set max_seen = now() + interval '31 days'`)
    try {
      expect(codeOf(await refusal(reserve(newId())))).toBe('LICENSE_EXPIRED')
    } finally {
      await owner.query('update clock_mark set max_seen = now()')
    }
  })
})
