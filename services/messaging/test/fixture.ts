import { createPrivateKey } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { handOver, type HandOverItem, type HandOverResult } from '@miaohui/contracts/account-hosting/delivery'
import {
  accountChanged,
  contactsListed,
  messageReceived,
  type ContactRecord,
  type MessageReceived,
} from '@miaohui/contracts/account-hosting/events'
import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { issueLease } from '@miaohui/contracts/license/seat'
import { aSuperAdmin } from '@miaohui/testing/actors'
import { testDatabase, type TestDatabase } from '@miaohui/testing/database'
import { eventually } from '@miaohui/testing/eventually'
import { fakeService, type FakeService } from '@miaohui/testing/fake-service'
import { peerKeys } from '@miaohui/testing/keys'
import { testNats, type TestNats } from '@miaohui/testing/nats'
import { startService, type StartedService } from '@miaohui/testing/service'
import { JwtService } from '@nestjs/jwt'
import { AppModule } from '../src/app.module'

/** Times short enough for tests; what a spec measures it sets itself. */
const QUICK = {
  MIAOHUI_PACING_GAP_MS: '0',
  MIAOHUI_PACING_DAILY_CAP: '20000',
  MIAOHUI_SEND_CALL_TIMEOUT_MS: '400',
  MIAOHUI_SEND_LEASE_MS: '800',
  MIAOHUI_SEND_GRACE_MS: '600',
  MIAOHUI_SEND_POLL_MS: '50',
  MIAOHUI_SEND_BACKOFF_MS: '20',
}

export type House = {
  nats: TestNats
  database: TestDatabase
  service: StartedService
  hosting: FakeHosting
  license: FakeService
  /** Starts another process on the same database and bus. */
  replica: (env?: Record<string, string>) => Promise<StartedService>
  close: () => Promise<void>
}

/** messaging on real servers, with account-hosting and license played by the test. */
export async function aHouse(env: Record<string, string> = {}): Promise<House> {
  const [nats, database, data] = await Promise.all([testNats(), testDatabase('messaging'), mkdtemp(join(tmpdir(), 'mh-data-'))])
  const started = new Set<StartedService>()
  const replica = async (more: Record<string, string> = {}): Promise<StartedService> => {
    const service = await startService('messaging', AppModule, {
      nats,
      database,
      env: { MIAOHUI_DATA: data, ...QUICK, ...env, ...more },
    })
    started.add(service)
    return {
      ...service,
      close: async () => {
        if (started.delete(service)) await service.close()
      },
    }
  }
  const [hosting, license] = await Promise.all([FakeHosting.start(nats), aLicense(nats)])
  const service = await replica()
  return {
    nats,
    database,
    service,
    hosting,
    license,
    replica,
    close: async () => {
      await Promise.all([...started].map((one) => one.close()))
      await hosting.close()
      await license.close()
      await nats.close()
      await database.drop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function aLicense(nats: TestNats): Promise<FakeService> {
  const license = await fakeService(nats, 'license')
  const privateKey = createPrivateKey({
    key: Buffer.from(peerKeys().privateKeys.license, 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  const jwt = new JwtService({ privateKey })
  license.answer(issueLease, (_input, actor) => {
    const enterpriseId = actor.kind === 'service' ? actor.enterpriseId! : ''
    const ok = !unlicensed.has(enterpriseId)
    const until = new Date(Date.now() + (ok ? 900_000 : 500)).toISOString()
    return {
      token: jwt.sign({ enterpriseId, ok, features: [], until }, { algorithm: 'ES256', issuer: 'license', expiresIn: 900 }),
    }
  })
  return license
}

export const unlicensed = new Set<string>()

type Entry = {
  sendId: string
  accountId: string
  conversationId: string
  text?: string
  room?: string
  at: number
  messageId: string
}

/**
 * account-hosting with a worker of class A behind it: each key takes effect once, however often it is handed over. The ledger is what
 * customers received.
 */
export class FakeHosting {
  readonly ledger: Entry[] = []
  readonly calls: HandOverItem[][] = []
  readonly byKey = new Map<string, Entry>()
  readonly refuse = new Map<
    string,
    { outcome: 'refused' | 'later' | 'ambiguous'; code: string; retryAfterMs?: number; times: number }
  >()
  /** Part of the calls whose answer never arrives although everything took effect. */
  lostAcks = 0
  /** Part of the items whose effect took place and whose outcome is called ambiguous. */
  ambiguous = 0
  echo = true
  echoesLost = 0
  delayMs = 0
  providerClass: 'A' | 'B' | 'C' = 'A'
  private teams = new Map<string, { enterpriseId: string; teamId: string }>()
  private rev = 0

  private constructor(
    private readonly peer: FakeService,
    private readonly random: () => number,
  ) {
    peer.answer(handOver, ({ items }) => this.take(items))
  }

  static async start(nats: TestNats): Promise<FakeHosting> {
    return new FakeHosting(await fakeService(nats, 'account-hosting'), seeded(7))
  }

  get announce(): FakeService['announce'] {
    return this.peer.announce
  }

  async account(
    owner: MemberActor,
    over: { id?: string; connected?: boolean; watchUntil?: string; teamId?: string } = {},
  ): Promise<string> {
    const accountId = over.id ?? newId()
    const teamId = over.teamId ?? teamOf(owner)
    this.teams.set(accountId, { enterpriseId: owner.enterpriseId, teamId })
    await this.peer.announce(accountChanged, owner.enterpriseId, {
      accountId,
      teamId,
      state: (over.connected ?? true) ? 'online' : 'offline',
      reason: null,
      connected: over.connected ?? true,
      name: `号 ${accountId.slice(-4)}`,
      avatarUrl: null,
      providerUserId: null,
      watchUntil: over.watchUntil,
      rev: ++this.rev,
    })
    return accountId
  }

  async customers(accountId: string, contacts: ContactRecord[]): Promise<void> {
    const { enterpriseId, teamId } = this.teams.get(accountId)!
    for (let i = 0; i < contacts.length; i += 200)
      await this.peer.announce(contactsListed, enterpriseId, { accountId, teamId, contacts: contacts.slice(i, i + 200) })
  }

  async says(accountId: string, message: Partial<MessageReceived> & { conversationId: string }): Promise<void> {
    const { enterpriseId, teamId } = this.teams.get(accountId)!
    await this.peer.announce(messageReceived, enterpriseId, {
      accountId,
      teamId,
      providerMessageId: newId(),
      conversationKind: 'private',
      senderId: message.conversationId,
      self: false,
      kind: 'text',
      at: new Date().toISOString(),
      ...message,
    })
  }

  close(): Promise<void> {
    return this.peer.close()
  }

  private async take(items: HandOverItem[]): Promise<{ items: HandOverResult[] }> {
    this.calls.push(items)
    if (this.delayMs) await new Promise((resolve) => setTimeout(resolve, this.delayMs))
    const results = items.map((item) => this.one(item))
    if (this.random() < this.lostAcks) throw new Problem(commonProblems.UPSTREAM_TIMEOUT)
    return { items: results }
  }

  private one(item: HandOverItem): HandOverResult {
    const { sendId, accountId, conversationId, effect } = item
    const base = { sendId, providerClass: this.providerClass }
    const no = this.refuse.get(conversationId)
    if (no && no.times-- > 0) return { ...base, outcome: no.outcome, code: no.code, retryAfterMs: no.retryAfterMs }
    let entry = this.byKey.get(sendId)
    if (!entry) {
      entry = {
        sendId,
        accountId,
        conversationId,
        text: effect.text,
        room: effect.roomProviderId,
        at: Date.now(),
        messageId: `m-${sendId}`,
      }
      this.byKey.set(sendId, entry)
      this.ledger.push(entry)
      if (this.echo)
        this.says(accountId, { conversationId, self: true, sendId, providerMessageId: entry.messageId, text: effect.text }).catch(
          () => this.echoesLost++,
        )
    }
    if (this.random() < this.ambiguous) return { ...base, outcome: 'ambiguous', code: 'DEADLINE_EXCEEDED' }
    return { ...base, outcome: 'accepted', providerMessageId: entry.messageId }
  }
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export const teamOf = (owner: MemberActor): string => owner.teamIds[0]!

/** A super administrator of an enterprise of their own, with one team. */
export function anOwner(over: Partial<MemberActor> = {}): MemberActor {
  return aSuperAdmin({ teamIds: [newId()], ...over })
}

export function aContact(n: number, over: Partial<ContactRecord> = {}): ContactRecord {
  return {
    providerId: `wm-${n}`,
    name: `客户${n}`,
    kind: 'wechat',
    gender: 0,
    tagIds: [],
    addedAt: new Date(1.7e12 + n * 1000).toISOString(),
    ...over,
  }
}

export const contacts = (count: number, from = 1): ContactRecord[] => Array.from({ length: count }, (_, i) => aContact(from + i))

/** Waits until so many customers are known. */
export async function untilCustomers(house: House, enterpriseId: string, count: number): Promise<void> {
  await eventually(async () => {
    const [row] = await house.service.units.run(enterpriseId, (db) =>
      db.query<{ n: number }[]>('select count(*)::int as n from customer'),
    )
    if (row!.n !== count) throw new Error(`${row!.n} customers, not ${count}`)
  })
}
