import type { AcceptedInvitation, AcceptInvitation as Input } from '@miaohui/contracts/identity/invitation'
import { identityProblems } from '@miaohui/contracts/identity/problems'
import type { Client } from '@miaohui/contracts/identity/session'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { activateMember } from '@miaohui/contracts/org/member'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { Injectable } from '@nestjs/common'
import { CheckCredentials } from '../credentials/check-credentials'
import { PasswordHasher } from '../credentials/password-hasher'
import { requireStrongPassword } from '../credentials/require-strong-password'
import { changedRows } from '../database/changed-rows'
import { SessionIssuer, type SessionUser } from '../session/session-issuer'
import { ANNOUNCED, DeliveryAnnouncer, type AnnouncedRow } from './delivery-announcer'
import { OpenLink, type OpenedLink } from './open-link'

/**
 * Joins the enterprise behind a link: user, then membership in org, then the link is used and a session opens. The link counts as used
 * only when org has the member, so that the same link finishes what a crash cut off. A password that exists is asked, never replaced.
 */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly units: UnitOfWork,
    private readonly rpc: RpcClient,
    private readonly links: OpenLink,
    private readonly credentials: CheckCredentials,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionIssuer,
    private readonly announcer: DeliveryAnnouncer,
  ) {}

  async execute({ token, password, client }: Input): Promise<AcceptedInvitation> {
    const link = await this.links.execute(token)
    const user = await this.identify(link, password)
    await this.activate(link, user.id)
    return this.finish(link, user, client)
  }

  private async identify(link: OpenedLink, password: string): Promise<SessionUser> {
    if (link.existingUser) return this.signIn(link.email, password)
    requireStrongPassword(password, link)
    const passwordHash = await this.hasher.hash(password)
    const user = { id: newId(), name: link.name, email: link.email }
    const made = await this.units.runGlobal((db) =>
      db.query<unknown[]>(
        'insert into login_user (id, email, name, password_hash) values ($1, $2, $3, $4) on conflict (email) do nothing returning id',
        [user.id, user.email, user.name, passwordHash],
      ),
    )
    // Somebody with the same link, or one of another enterprise, was faster.
    return made.length > 0 ? user : this.signIn(link.email, password)
  }

  private async signIn(email: string, password: string): Promise<SessionUser> {
    try {
      return await this.credentials.execute(email, password)
    } catch (error) {
      const wrong = error instanceof Problem && error.is(identityProblems.CREDENTIALS_WRONG)
      throw wrong ? new Problem(identityProblems.INVITATION_NEEDS_SIGN_IN, { meta: error.meta }) : error
    }
  }

  private async activate({ enterpriseId, memberId }: OpenedLink, userId: string): Promise<void> {
    try {
      await this.rpc.call(
        activateMember,
        { enterpriseId, memberId, userId },
        { actor: { kind: 'service', service: 'identity', enterpriseId } },
      )
    } catch (error) {
      // org knows of a suspension or revocation before its event is here.
      const gone = error instanceof Problem && error.is(commonProblems.NOT_FOUND)
      throw gone ? new Problem(identityProblems.INVITATION_INVALID) : error
    }
  }

  private finish(
    { enterpriseId, invitationId, memberId }: OpenedLink,
    user: SessionUser,
    client: Client | undefined,
  ): Promise<AcceptedInvitation> {
    return this.units.run(enterpriseId, async (db) => {
      const used = await changedRows<AnnouncedRow>(
        db,
        `update invitation set used_at = now(), state = 'accepted', accepted_by = $2, next_attempt_at = null
         where id = $1 and used_at is null returning ${ANNOUNCED}`,
        [invitationId, user.id],
      )
      if (used.length === 0) throw new Problem(identityProblems.INVITATION_USED)
      // A newer invitation of the same member has nothing to invite to any more.
      const others = await changedRows<AnnouncedRow>(
        db,
        `update invitation set state = 'revoked', next_attempt_at = null
         where enterprise_id = $1 and member_id = $2 and state not in ('accepted', 'revoked') returning ${ANNOUNCED}`,
        [enterpriseId, memberId],
      )
      await this.announcer.changed([...used, ...others])
      return { ...(await this.sessions.open(db, user, client)), enterpriseId }
    })
  }
}
