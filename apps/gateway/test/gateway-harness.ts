import { generateKeyPairSync } from 'node:crypto'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { newId } from '@miaohui/contracts/kernel/ids'
import { liveSubject, type LiveNotice } from '@miaohui/contracts/kernel/live'
import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import { listMemberships, resolveAccess, type Membership } from '@miaohui/contracts/org/enterprise'
import { encodeJson } from '@miaohui/platform/nats/wire'
import { fakeService, type FakeService } from '@miaohui/testing/fake-service'
import { peerKeys } from '@miaohui/testing/keys'
import { testNats, type TestNats } from '@miaohui/testing/nats'
import { JwtService } from '@nestjs/jwt'
import { aMembership } from './a-membership'
import { gatewayConfig } from '../src/gateway-config'
import { startGateway, type GatewayParts, type RunningGateway } from '../src/start-gateway'

/** Somebody signed in: a user, one session of theirs, and its access token. */
export type Person = { userId: string; sessionId: string; name: string; token: string }

export type TestGateway = {
  url: string
  nats: TestNats
  /** Plays a service over the real bus. */
  fake: (name: ServiceName) => Promise<FakeService>
  person: (given?: { expiresInS?: number }) => Person
  token: (
    claims: Record<string, unknown>,
    options?: { typ?: string; audience?: string; expiresInS?: number; stranger?: boolean },
  ) => string
  /** Makes the person a member; org answers so from now on. */
  join: (person: Person, given?: Partial<Membership>) => Membership
  leave: (person: Person, enterpriseId: string) => void
  /** How often org was asked who somebody is. */
  asked: () => number
  /** Until called with false, org answers nothing. */
  orgAway: (away: boolean) => void
  notify: (enterpriseId: string, notice: Partial<LiveNotice> & { topic: string; type: string }) => Promise<LiveNotice>
  get: (path: string, person?: Person, headers?: Record<string, string>) => Promise<Answer>
  send: (method: string, path: string, body?: unknown, person?: Person, headers?: Record<string, string>) => Promise<Answer>
  close: () => Promise<void>
}

export type Answer = { status: number; headers: Headers; body: Record<string, unknown>; text: string }

const AUDIENCE = 'miaohui'

/** The gateway on a nats-server of its own, with org played by the test. */
export async function startTestGateway(parts: GatewayParts = {}, env: Record<string, string> = {}): Promise<TestGateway> {
  const nats = await testNats()
  const closing: (() => Promise<unknown>)[] = [() => nats.close()]
  try {
    return await startOn(nats, closing, parts, env)
  } catch (error) {
    await closeAll(closing)
    throw error
  }
}

/** Last opened, first closed. */
async function closeAll(closing: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close()
}

async function startOn(
  nats: TestNats,
  closing: (() => Promise<unknown>)[],
  parts: GatewayParts,
  env: Record<string, string>,
): Promise<TestGateway> {
  const access = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keys = peerKeys()
  const config = gatewayConfig({
    MIAOHUI_NATS_URL: nats.url,
    MIAOHUI_GATEWAY_NATS_PASSWORD: nats.password('gateway'),
    MIAOHUI_REDIS_URL: 'redis://127.0.0.1:1',
    MIAOHUI_PUBLIC_URL: 'http://localhost:8080',
    MIAOHUI_GATEWAY_INTERNAL_PRIVATE_KEY: keys.privateKeys.gateway,
    MIAOHUI_INTERNAL_PUBLIC_KEYS: JSON.stringify(keys.publicKeys),
    MIAOHUI_ACCESS_PUBLIC_KEY: access.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    MIAOHUI_PORT: '0',
    MIAOHUI_LOG_LEVEL: process.env.MIAOHUI_TEST_LOG_LEVEL ?? 'silent',
    ...env,
  })
  const memberships = new Map<string, Membership>()
  const fakes = new Map<ServiceName, FakeService>()
  let asked = 0
  let away = false

  const fake = async (name: ServiceName): Promise<FakeService> => {
    const known = fakes.get(name)
    if (known) return known
    const made = await fakeService(nats, name)
    fakes.set(name, made)
    closing.push(() => made.close())
    return made
  }
  const org = await fake('org')
  org.answer(resolveAccess, ({ userId, enterpriseId }) => {
    asked++
    if (away) throw new Problem(commonProblems.UPSTREAM_UNAVAILABLE)
    const found = memberships.get(`${userId}:${enterpriseId}`)
    if (!found) throw new Problem(commonProblems.NOT_FOUND)
    return found
  })
  org.answer(listMemberships, ({ userId }) => ({
    items: [...memberships].filter(([key]) => key.startsWith(userId)).map(([, membership]) => membership),
  }))
  const publisher = await nats.connect('org')
  closing.push(() => publisher.close())
  const gateway: RunningGateway = await startGateway(config, parts)
  closing.push(() => gateway.close())

  const token: TestGateway['token'] = (claims, options = {}) => {
    const { typ = 'at+jwt', audience = AUDIENCE, expiresInS = 300 } = options
    const { privateKey } = options.stranger ? stranger : access
    const header = { alg: 'ES256' as const, typ }
    return new JwtService({ privateKey: privateKey as never }).sign(claims, {
      algorithm: 'ES256',
      audience,
      expiresIn: expiresInS,
      header,
    })
  }
  const send: TestGateway['send'] = async (method, path, body, person, headers = {}) => {
    const response = await fetch(`${gateway.url}${path}`, {
      method,
      headers: {
        ...(person ? { authorization: `Bearer ${person.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    const read = isJson && text ? (JSON.parse(text) as Record<string, unknown>) : {}
    return { status: response.status, headers: response.headers, body: read, text }
  }
  return {
    url: gateway.url,
    nats,
    fake,
    token,
    person: ({ expiresInS } = {}) => {
      const person = { userId: newId(), sessionId: newId(), name: '王芳' }
      const claims = { sub: person.userId, sid: person.sessionId, name: person.name, email: 'wang@example.com' }
      return { ...person, token: token(claims, { expiresInS }) }
    },
    join: (person, given = {}) => {
      const membership = aMembership(given)
      memberships.set(`${person.userId}:${membership.enterpriseId}`, membership)
      return membership
    },
    leave: (person, enterpriseId) => void memberships.delete(`${person.userId}:${enterpriseId}`),
    asked: () => asked,
    orgAway: (now) => void (away = now),
    notify: async (enterpriseId, notice) => {
      const full: LiveNotice = { id: newId(), ts: new Date().toISOString(), entity: newId(), rev: 1, patch: {}, ...notice }
      publisher.publish(liveSubject(enterpriseId, full.topic), encodeJson(full))
      await publisher.flush()
      return full
    },
    get: (path, person, headers) => send('GET', path, undefined, person, headers),
    send,
    close: () => closeAll(closing),
  }
}
