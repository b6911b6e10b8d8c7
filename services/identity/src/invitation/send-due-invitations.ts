import { randomBytes } from 'node:crypto'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { ServiceConfig } from '@miaohui/platform/service-config'
import { Inject, Injectable } from '@nestjs/common'
import type pino from 'pino'
import { changedRows } from '../database/changed-rows'
import { ANNOUNCED, DeliveryAnnouncer, type AnnouncedRow } from './delivery-announcer'
import { afterFailedAttempt } from './domain/delivery-rule'
import { tokenHash } from './domain/link-token'
import { invitationMail } from './invitation-mail'
import { InvitationEntity } from './invitation.entity'
import { Mailer, MailRefused } from './mailer'

export const VALID_HOURS = 72

const BATCH = 8
/** Longer than the mailer waits for its server, so that no second process mails the same invitation. */
const LEASE = '60 seconds'
/** 256 bits: nobody guesses a link. */
const TOKEN_BYTES = 32

type Claimed = { enterprise_id: string; invitation_id: string }

/**
 * Mails the invitations that are due. Replicas share them by a claim in PostgreSQL; whatever happens to this process, to Redis or to the
 * mail server, an invitation that was not sent becomes due again.
 */
@Injectable()
export class SendDueInvitations {
  constructor(
    private readonly units: UnitOfWork,
    private readonly mailer: Mailer,
    private readonly announcer: DeliveryAnnouncer,
    private readonly config: ServiceConfig,
    @Inject(LOGGER) private readonly log: pino.Logger,
  ) {}

  async execute(): Promise<void> {
    for (;;) {
      const claimed = await this.units.runGlobal((db) =>
        db.query<Claimed[]>(`select * from claim_due_invitations($1, interval '${LEASE}')`, [BATCH]),
      )
      await Promise.all(claimed.map((one) => this.send(one)))
      if (claimed.length < BATCH) return
    }
  }

  private async send({ enterprise_id: enterpriseId, invitation_id: id }: Claimed): Promise<void> {
    try {
      const token = randomBytes(TOKEN_BYTES).toString('base64url')
      const invitation = await this.makeLink(enterpriseId, id, token)
      if (!invitation) return
      const refused = await this.mail(invitation, token)
      if (refused) await this.markFailed(enterpriseId, invitation, refused)
      else await this.markSent(enterpriseId, id)
    } catch (error) {
      this.log.error({ err: error, invitationId: id }, 'an invitation could not be mailed; it becomes due again')
    }
  }

  /** @returns why the mail did not go out; undefined when it did */
  private async mail(invitation: InvitationEntity, token: string): Promise<MailRefused | undefined> {
    const link = `${this.config.publicUrl.replace(/\/+$/, '')}/invite#${token}`
    const to = { name: invitation.name, address: invitation.email }
    try {
      await this.mailer.send({ id: invitation.id, to, ...invitationMail(invitation, link, VALID_HOURS) })
      return undefined
    } catch (error) {
      if (error instanceof MailRefused) return error
      this.log.error({ err: error, invitationId: invitation.id }, 'an invitation mail could not be made')
      return new MailRefused('the mail could not be made', false, error)
    }
  }

  /** The hash is stored before the mail leaves: a link that arrives is always known. Null when the invitation was revoked meanwhile. */
  private async makeLink(enterpriseId: string, id: string, token: string): Promise<InvitationEntity | null> {
    return this.units.run(enterpriseId, async (db) => {
      const invitation = await db.findOneBy(InvitationEntity, { id })
      if (invitation?.state !== 'queued' && invitation?.state !== 'failed') return null
      await db.query(
        `insert into invitation_link (token_hash, enterprise_id, invitation_id, expires_at) values ($1, $2, $3, now() + interval '${VALID_HOURS} hours')`,
        [tokenHash(token), enterpriseId, id],
      )
      return invitation
    })
  }

  private async markSent(enterpriseId: string, id: string): Promise<void> {
    await this.units.run(enterpriseId, async (db) => {
      const sent = await changedRows<AnnouncedRow>(
        db,
        `update invitation set state = 'sent', attempts = attempts + 1, reason = null, sent_at = now(), next_attempt_at = null,
           expires_at = now() + interval '${VALID_HOURS} hours'
         where id = $1 and state in ('queued', 'failed') returning ${ANNOUNCED}`,
        [id],
      )
      await this.announcer.changed(sent)
    })
  }

  private async markFailed(enterpriseId: string, invitation: InvitationEntity, { reply, forGood }: MailRefused): Promise<void> {
    const { state, delaySeconds } = afterFailedAttempt(invitation.attempts + 1, forGood)
    this.log.warn(
      { invitationId: invitation.id, attempts: invitation.attempts + 1, state, reply },
      'the mail server did not take an invitation',
    )
    await this.units.run(enterpriseId, async (db) => {
      const failed = await changedRows<AnnouncedRow>(
        db,
        `update invitation set state = $2, attempts = attempts + 1, reason = $3, next_attempt_at = now() + make_interval(secs => $4)
         where id = $1 and state in ('queued', 'failed') returning ${ANNOUNCED}`,
        [invitation.id, state, reply.slice(0, 500), delaySeconds],
      )
      await this.announcer.changed(failed)
    })
  }
}
