import type pino from 'pino'
import { declaredOn } from '../rpc/handle-rpc'

/** Background work by name. The payload is ids only: the handler reads the rows, because a job may come late, twice or never. */
export type JobDefinition<Data extends object> = { kind: 'job'; name: string; concurrency: number; readonly data?: Data }

export type JobContext = { id: string; log: pino.Logger }

export function defineJob<Data extends object>(name: string, options: { concurrency?: number } = {}): JobDefinition<Data> {
  return { kind: 'job', name, concurrency: options.concurrency ?? 1 }
}

export type JobEntry = { job: JobDefinition<object>; method: string }
const entries = new WeakMap<object, JobEntry[]>()

/** Binds a method to a job of this service. Throwing is logged; the job is not repeated: sweepers over PostgreSQL find what was missed. */
export function HandleJob<Data extends object>(job: JobDefinition<Data>) {
  return <Method extends (data: Data, context: JobContext) => Promise<void>>(
    target: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const own = entries.get(target) ?? []
    own.push({ job: job as JobDefinition<object>, method })
    entries.set(target, own)
  }
}

export const jobsOf = (instance: object): JobEntry[] => declaredOn(entries, instance)
