/** Messages of `miaohui.worker.v1.WorkerControl`; each field is explained in worker-control.proto. */
export type CreateInstanceRequest = {
  accountId: string
  token: string
  scheme: string
  region: string
  proxyUrl: string
  deviceBlob: Uint8Array
}
export type CreateInstanceResponse = { handle: string; epoch: string }
export type WorkerInstance = { accountId: string; handle: string; epoch: string; scheme: string; region: string; state: string }
export type WorkerStats = { accounts: number; rss: number; eventsPerSec: number; oldestUnackedSeq: number }
type Empty = Record<never, never>

export type WorkerControlMethods = {
  CreateInstance: { request: CreateInstanceRequest; response: CreateInstanceResponse }
  DeleteInstance: { request: { accountId: string }; response: Empty }
  ListInstances: { request: Empty; response: { instances: WorkerInstance[] } }
  SetProxy: { request: { accountId: string; proxyUrl: string }; response: Empty }
  Drain: { request: Empty; response: Empty }
  Stats: { request: Empty; response: WorkerStats }
}
export type WorkerControlMethod = keyof WorkerControlMethods
