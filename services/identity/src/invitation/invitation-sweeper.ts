import { HandleJob } from '@miaohui/platform/jobs/define-job'
import { LOGGER } from '@miaohui/platform/logging'
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type pino from 'pino'
import { RepeatedWork } from '../shared/repeated-work'
import { ExpireInvitations } from './expire-invitations'
import { sendInvitations } from './invitation-job'
import { SendDueInvitations } from './send-due-invitations'

const SWEEP_MS = 5000

/** Sends what is due when a job says so, and every five seconds whether or not Redis could bring the job. */
@Injectable()
export class InvitationSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sending: RepeatedWork
  private readonly expiring: RepeatedWork

  constructor(send: SendDueInvitations, expire: ExpireInvitations, @Inject(LOGGER) log: pino.Logger) {
    const failed = (error: unknown): void => log.error({ err: error }, 'a round over the invitations failed')
    this.sending = new RepeatedWork(SWEEP_MS, () => send.execute(), failed)
    this.expiring = new RepeatedWork(SWEEP_MS, () => expire.execute(), failed)
  }

  onApplicationBootstrap(): void {
    this.sending.start()
    this.expiring.start()
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.sending.stop(), this.expiring.stop()])
  }

  @HandleJob(sendInvitations)
  async wake(): Promise<void> {
    await this.sending.wake()
  }
}
