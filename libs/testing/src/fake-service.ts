import type { Actor } from '@miaohui/contracts/kernel/actor'
import { eventSubject, hotSubject, type DomainEvent, type Envelope } from '@miaohui/contracts/kernel/event'
import { newId } from '@miaohui/contracts/kernel/ids'
import type { Rpc, ServiceName } from '@miaohui/contracts/kernel/rpc'
import { createLogger } from '@miaohui/platform/logging'
import { encodeJson } from '@miaohui/platform/nats/wire'
import { ActorTokens } from '@miaohui/platform/rpc/actor-token'
import { RpcServer } from '@miaohui/platform/rpc/rpc-server'
import { headers } from 'nats'
import { peerKeys } from './keys'
import type { TestNats } from './nats'
import { connectPeer } from './service'

export type FakeService = {
  /** Answers a contract; the real wire, validation and serialisation are in between. */
  answer: <Req extends object, Rep extends object>(
    rpc: Rpc<Req, Rep>,
    handler: (input: Req, actor: Actor) => Promise<Rep> | Rep,
  ) => void
  /** Announces a fact as the service would: the hot copy first when the event is hot, then the durable one. Same id on both. */
  announce: <Data extends object>(
    event: DomainEvent<Data>,
    enterpriseId: string,
    data: Data,
    more?: { id?: string; aggregate?: string },
  ) => Promise<string>
  close: () => Promise<void>
}

let seq = 0

/** A neighbour of the service under test, played by the test over the real bus with the neighbour's own permissions. */
export async function fakeService(nats: TestNats, name: ServiceName): Promise<FakeService> {
  const { bus } = await connectPeer(nats, name)
  const keys = peerKeys()
  const server = new RpcServer(
    bus,
    new ActorTokens(name, { privateKey: keys.privateKeys[name], publicKeys: keys.publicKeys }),
    createLogger('fake', 'silent'),
  )
  return {
    answer: (rpc, handler) => server.serve(rpc as unknown as Rpc, async (input, { actor }) => handler(input as never, actor)),
    announce: async (event, enterpriseId, data, more = {}) => {
      const id = more.id ?? newId()
      const envelope: Envelope = {
        id,
        name: event.name,
        enterpriseId,
        aggregate: more.aggregate ?? id,
        seq: ++seq,
        at: new Date().toISOString(),
        data,
      }
      const payload = encodeJson(envelope)
      const known = event as unknown as DomainEvent
      if (event.hot) bus.publish(hotSubject(known, enterpriseId), payload)
      const h = headers()
      h.set('Nats-Msg-Id', id)
      await bus.connection
        .jetstream({ checkAPI: false } as never)
        .publish(eventSubject(known, enterpriseId), payload, { headers: h })
      return id
    },
    close: async () => {
      await server.drain()
      await bus.close()
    },
  }
}
