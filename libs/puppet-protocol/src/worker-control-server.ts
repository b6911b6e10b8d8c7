import type { sendUnaryData, Server, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js'
import { workerControlService } from './grpc-definitions'
import { ProviderError, toGrpcStatus } from './provider-errors'
import { sameSecret } from './token-registry'
import type { WorkerControlMethod, WorkerControlMethods } from './worker-control'

export type WorkerControlHandlers = {
  [M in WorkerControlMethod]: (
    request: WorkerControlMethods[M]['request'],
  ) => WorkerControlMethods[M]['response'] | Promise<WorkerControlMethods[M]['response']>
}

/** The worker's end of the control plane. Calls without the control token learn nothing but BAD_TOKEN. */
export function registerWorkerControl(server: Server, controlToken: string, handlers: WorkerControlHandlers): void {
  const implementation: UntypedServiceImplementation = {}
  for (const [method, handler] of Object.entries(handlers) as [
    WorkerControlMethod,
    (request: object) => object | Promise<object>,
  ][]) {
    implementation[method] = (call: ServerUnaryCall<object, object>, reply: sendUnaryData<object>): void => {
      const header = String(call.metadata.get('authorization')[0] ?? '')
      if (!sameSecret(header, `Bearer ${controlToken}`)) return reply(toGrpcStatus(new ProviderError('BAD_TOKEN', '')))
      const handle = async (): Promise<object> => handler(call.request)
      handle().then(
        (value) => reply(null, value),
        (error: unknown) => reply(toGrpcStatus(error)),
      )
    }
  }
  server.addService(workerControlService, implementation)
}
