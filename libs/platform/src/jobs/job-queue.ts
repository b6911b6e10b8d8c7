import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Queue } from 'bull'
import type pino from 'pino'
import { callScope, openUnit } from '../ambient'
import { newTrace } from '../trace'
import type { JobContext, JobDefinition } from './define-job'

export type JobOptions = {
  delayMs?: number
  /** A job of the same id that is still waiting is not added again. */
  jobId?: string
}

const ADD_TIMEOUT_MS = 2000
const KEEP_FAILED = 100

/**
 * Wake-ups and background work of one service, on Bull. Redis may be flushed at any moment: whoever adds a job also has a sweeper
 * over PostgreSQL that does the same work later.
 */
export class JobQueue {
  constructor(
    private readonly queue: Queue,
    private readonly log: pino.Logger,
  ) {
    queue.on('error', (error) => this.log.warn({ err: error }, 'Redis'))
  }

  /**
   * Inside a unit of work the job is added after the commit, best effort.
   * @throws Problem UPSTREAM_UNAVAILABLE when Redis does not take it within 2 s.
   */
  async add<Data extends object>(job: JobDefinition<Data>, data: Data, options: JobOptions = {}): Promise<void> {
    const unit = openUnit()
    if (!unit) return this.push(job, data, options)
    unit.afterCommit.push(() => {
      this.push(job, data, options).catch((error: unknown) =>
        this.log.warn({ err: error, job: job.name }, 'a job could not be added'),
      )
    })
  }

  /** Starts taking jobs of this kind. */
  handle<Data extends object>(job: JobDefinition<Data>, work: (data: Data, context: JobContext) => Promise<void>): void {
    const taken = this.queue.process(job.name, job.concurrency, async (one) => {
      const id = String(one.id)
      const log = this.log.child({ job: job.name, jobId: id })
      try {
        await callScope.run({ trace: newTrace(), requestId: id }, () => work(one.data as Data, { id, log }))
      } catch (error) {
        log.error({ err: error }, 'job failed')
        throw error
      }
    })
    taken.catch((error: unknown) => this.log.warn({ err: error, job: job.name }, 'stopped taking jobs'))
  }

  /** Lets running jobs end and takes no more. */
  async drain(): Promise<void> {
    await this.queue.pause(true, false).catch((error: unknown) => this.log.warn({ err: error }, 'jobs did not pause'))
  }

  private async push(job: JobDefinition<object>, data: object, options: JobOptions): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Problem(commonProblems.UPSTREAM_UNAVAILABLE, { detail: `job ${job.name} was not taken` })),
        ADD_TIMEOUT_MS,
      )
    })
    const added = this.queue.add(job.name, data, {
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: KEEP_FAILED,
      delay: options.delayMs,
      jobId: options.jobId,
    })
    try {
      await Promise.race([added, late])
    } catch (cause) {
      if (cause instanceof Problem) throw cause
      throw new Problem(commonProblems.UPSTREAM_UNAVAILABLE, { detail: `job ${job.name} was not taken`, cause })
    } finally {
      clearTimeout(timer)
    }
  }
}
