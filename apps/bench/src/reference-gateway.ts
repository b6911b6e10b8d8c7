import { createSecretKey } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { JwtService } from '@nestjs/jwt'
import Fastify from 'fastify'
import { connect, JSONCodec } from 'nats'

/** The gateway of the reference chain: bare Fastify, a JWT checked with a key object, the stock request of `nats`. */
async function main(): Promise<void> {
  const codec = JSONCodec<object>()
  const secret = createSecretKey(Buffer.from(process.env['SECRET'] ?? ''))
  // The type knows texts and buffers only; a key object, which is not parsed for each token, works as well.
  const jwt = new JwtService({ secret: secret as unknown as Buffer })
  const bus = await connect({ servers: process.env['NATS_URL'], noAsyncTraces: true })
  const app = Fastify()
  app.get(process.env['ROUTE'] ?? '/', async (request) => {
    jwt.verify<object>((request.headers.authorization ?? '').slice('Bearer '.length))
    return codec.decode((await bus.request('customer.get', codec.encode(request.params as object), { timeout: 10_000 })).data)
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  process.send?.({ port: (app.server.address() as AddressInfo).port })
}

void main()
