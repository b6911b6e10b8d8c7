import { callInsideUnit, notebookProblems, relayWho, unanswered, waitABit, whoAsks, writeNote } from './fixture/contracts'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { aMember, aService, aSuperAdmin } from '../src/actors'
import { eventually } from '../src/eventually'
import { peerKeys } from '../src/keys'
import { testNats, type TestNats } from '../src/nats'
import { connectPeer, startService, type StartedService, type TestPeer } from '../src/service'
import { ActorTokens } from '@miaohui/platform/rpc/actor-token'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { ReaderModule, readerMigrations } from './fixture/reader'
import { NoteRpc, WriterModule, writerMigrations } from './fixture/writer'

const refusal = async (call: Promise<unknown>): Promise<Problem> => {
  try {
    await call
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('the call was not refused')
}

describe('a request between services', () => {
  let nats: TestNats
  let org: StartedService
  let sop: StartedService
  const member = aMember()

  beforeAll(async () => {
    nats = await testNats()
    org = await startService('org', WriterModule, { nats, migrations: writerMigrations })
    sop = await startService('sop', ReaderModule, { nats, migrations: readerMigrations })
  }, 30_000)
  afterAll(async () => {
    await sop?.close()
    await org?.close()
    await nats?.close()
  })

  it('is answered with the declared fields and nothing else', async () => {
    const note = await org.rpc(member).call(writeNote, { text: '  hello ' })
    expect(note).toEqual({ id: expect.any(String), text: 'hello' })
  })

  it('brings a refusal to the caller unchanged', async () => {
    const problem = await refusal(org.rpc(member).call(writeNote, { text: 'overflow' }))
    expect(problem.is(notebookProblems.NOTEBOOK_FULL)).toBe(true)
    expect(problem.toWire()).toEqual(
      new Problem(notebookProblems.NOTEBOOK_FULL, { detail: 'no pages left', meta: { pages: 0 } }).toWire(),
    )
  })

  it('names every field that is not valid', async () => {
    const problem = await refusal(org.rpc(member).call(writeNote, { text: '', more: 1 } as never))
    expect(problem.code).toBe('VALIDATION_FAILED')
    expect(problem.errors).toEqual(
      expect.arrayContaining([
        { path: 'text', code: 'REQUIRED' },
        { path: 'more', code: 'UNKNOWN_FIELD' },
      ]),
    )
  })

  it('tells nothing of the inside when a handler crashes', async () => {
    const problem = await refusal(org.rpc(member).call(writeNote, { text: 'crash' }))
    expect(problem.code).toBe('INTERNAL')
    expect(JSON.stringify(problem.toWire())).not.toContain('secret')
  })

  it('ends at once with 503 when nobody answers', async () => {
    const before = Date.now()
    const problem = await refusal(org.rpc(member).call(unanswered, {}))
    expect(problem.is(commonProblems.UPSTREAM_UNAVAILABLE)).toBe(true)
    expect(Date.now() - before).toBeLessThan(1000)
  })

  it('ends with 504 at its deadline, and a handler that has not begun by then does not begin', async () => {
    const problem = await refusal(org.rpc(member).call(waitABit, { ms: 1000 }, { deadlineMs: 100 }))
    expect(problem.is(commonProblems.UPSTREAM_TIMEOUT)).toBe(true)
    const handler = org.get(NoteRpc)
    const begun = handler.started
    const busy = Array.from({ length: 128 }, () => org.rpc(member).call(waitABit, { ms: 400 }))
    const late = refusal(org.rpc(member).call(waitABit, { ms: 1 }, { deadlineMs: 100 }))
    expect((await late).is(commonProblems.UPSTREAM_TIMEOUT)).toBe(true)
    await Promise.all(busy)
    await org.rpc(member).call(waitABit, { ms: 0 })
    expect(handler.started - begun).toBe(129)
  })

  it('cannot be made inside a unit of work', async () => {
    expect((await refusal(org.rpc(member).call(callInsideUnit, {}))).code).toBe('INTERNAL')
    await expect(
      org.units.run(member.enterpriseId, () => org.get(RpcClient).call(unanswered, {}, { actor: member })),
    ).rejects.toThrow('inside a unit of work')
  })

  it('carries who asks through a service in between', async () => {
    expect(await sop.rpc(member).call(relayWho, {})).toEqual({ kind: 'member', name: member.name })
    expect(await org.rpc(aService('sop', member.enterpriseId)).call(whoAsks, {})).toEqual({ kind: 'service', name: 'sop' })
  })

  it('is refused when a service speaks for a person or for another service', async () => {
    const peer = await connectPeer(nats, 'sop')
    const keys = peerKeys()
    // The thief signs with its own key and claims to be the gateway.
    const asGateway = new ActorTokens('gateway', { privateKey: keys.privateKeys.sop, publicKeys: keys.publicKeys })
    const forged = await refusal(new RpcClient(peer.bus, asGateway).call(whoAsks, {}, { actor: aSuperAdmin() }))
    expect(forged.code).toBe('UNAUTHENTICATED')
    await expect(peer.client.call(whoAsks, {}, { actor: aSuperAdmin() })).rejects.toThrow('sop may not speak for member')
    await expect(peer.client.call(whoAsks, {}, { actor: aService('org') })).rejects.toThrow('may not speak for service')
    await peer.bus.close()
  })

  it('is not carried by NATS unless the contract names the caller', async () => {
    const peer = await connectPeer(nats, 'license')
    const before = Date.now()
    const problem = await refusal(peer.client.call(writeNote, { text: 'x' }, { actor: aService('license', member.enterpriseId) }))
    expect(problem.is(commonProblems.UPSTREAM_UNAVAILABLE)).toBe(true)
    expect(Date.now() - before).toBeLessThan(1000)
    await peer.bus.close()
  })

  it('fails when the connection closes, instead of hanging', async () => {
    const peer: TestPeer = await connectPeer(nats, 'gateway')
    const begun = org.get(NoteRpc).started
    const pending = refusal(peer.client.call(waitABit, { ms: 2000 }, { actor: member }))
    await eventually(() => expect(org.get(NoteRpc).started).toBe(begun + 1))
    await peer.bus.close()
    expect((await pending).is(commonProblems.UPSTREAM_UNAVAILABLE)).toBe(true)
    expect(peer.bus.waitingCalls).toBe(0)
  })

  it('is still answered when the service begins to drain', async () => {
    const other = await startService('org', WriterModule, { nats, migrations: writerMigrations })
    const handlers = [org.get(NoteRpc), other.get(NoteRpc)]
    const begun = handlers.map((h) => h.started)
    const calls = Array.from({ length: 20 }, () => org.rpc(member).call(waitABit, { ms: 300 }))
    await eventually(() => expect(handlers.reduce((sum, h, i) => sum + h.started - begun[i]!, 0)).toBe(20))
    await other.close()
    await expect(Promise.all(calls)).resolves.toHaveLength(20)
  })
})
