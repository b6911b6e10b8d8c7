import { Server, ServerCredentials } from '@grpc/grpc-js'
import { grpcOptions } from './grpc-definitions'

export type WorkerTls = {
  certificate: string
  privateKey: string
  /** Given: clients must show a certificate of this authority. */ clientCa?: string
}
export type WorkerListener = { port: number; stop: (graceMs: number) => Promise<void> }

/** One port for both planes. `port` 0 takes a free one. */
export async function listenAsWorker(
  address: { host: string; port: number; tls?: WorkerTls },
  register: (server: Server) => void,
): Promise<WorkerListener> {
  const server = new Server(grpcOptions)
  register(server)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${address.host}:${address.port}`, serverCredentials(address.tls), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  return { port, stop: (graceMs) => stop(server, graceMs) }
}

function serverCredentials(tls: WorkerTls | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure()
  const pair = { private_key: Buffer.from(tls.privateKey), cert_chain: Buffer.from(tls.certificate) }
  return ServerCredentials.createSsl(tls.clientCa ? Buffer.from(tls.clientCa) : null, [pair], tls.clientCa !== undefined)
}

/** `tryShutdown` waits for open streams, which may never end by themselves; after the grace time they are cut. */
function stop(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown()
      resolve()
    }, graceMs)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
