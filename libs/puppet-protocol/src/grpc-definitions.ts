import { join } from 'node:path'
import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'

/** Enums stay numbers: on the wire `MessagePayloadResponse.type` carries a number that the proto's own enum does not name. */
const definition = loadSync(['wechaty/puppet.proto', 'miaohui/worker-control.proto'], {
  includeDirs: [join(__dirname, 'proto')],
  keepCase: false,
  longs: Number,
  enums: Number,
  defaults: true,
  oneofs: true,
})
const packages = loadPackageDefinition(definition)

function serviceAt(...path: string[]): ServiceDefinition {
  let node: unknown = packages
  for (const name of path) node = (node as Record<string, unknown>)[name]
  return (node as { service: ServiceDefinition }).service
}

/** `wechaty.Puppet`, @juzi dialect: 114 RPCs. */
export const puppetService = serviceAt('wechaty', 'Puppet')
/** `miaohui.worker.v1.WorkerControl`. */
export const workerControlService = serviceAt('miaohui', 'worker', 'v1', 'WorkerControl')

const MAX_MESSAGE_BYTES = 80 << 20

/** Channel and server options of both sides. Keepalive finds a half-open stream within 40 s; retries are ours to decide, never the library's. */
export const grpcOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.enable_retries': 0,
  // The back-off of the transport must not outlast ours, else a restarted worker is found too late.
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.min_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 5_000,
} as const

export const IDEMPOTENCY_KEY_METADATA = 'x-idempotency-key'
