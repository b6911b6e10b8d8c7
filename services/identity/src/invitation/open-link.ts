import { identityProblems } from '@miaohui/contracts/identity/problems'
import { Problem, type ProblemSpec } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { linkStanding, type LinkStanding } from './domain/link-standing'
import { tokenHash } from './domain/link-token'
import type { InvitationEntity } from './invitation.entity'

export type OpenedLink = {
  enterpriseId: string
  invitationId: string
  memberId: string
  email: string
  name: string
  enterpriseName: string
  teamName: string | null
  permissionGroupName: string
  inviterName: string
  state: InvitationEntity['state']
  expiresAt: Date
  existingUser: boolean
  now: Date
}

const READ = `
  select i.enterprise_id as "enterpriseId", i.id as "invitationId", i.member_id as "memberId", i.email, i.name, i.enterprise_name as "enterpriseName",
    i.team_name as "teamName", i.permission_group_name as "permissionGroupName", i.inviter_name as "inviterName", i.state, l.expires_at as "expiresAt",
    exists (select 1 from login_user u where u.email = i.email) as "existingUser", now() as now
  from invitation_link l join invitation i on i.enterprise_id = l.enterprise_id and i.id = l.invitation_id
  where l.token_hash = $1`

const REFUSALS: Record<Exclude<LinkStanding, 'open'>, ProblemSpec> = {
  used: identityProblems.INVITATION_USED,
  expired: identityProblems.INVITATION_EXPIRED,
  void: identityProblems.INVITATION_INVALID,
}

/** Finds the invitation behind a link without using it up. */
@Injectable()
export class OpenLink {
  constructor(private readonly units: UnitOfWork) {}

  /** @throws Problem INVITATION_INVALID (unknown, revoked or replaced), INVITATION_EXPIRED, INVITATION_USED */
  async execute(token: string): Promise<OpenedLink> {
    const hash = tokenHash(token)
    const [where] = await this.units.runGlobal((db) =>
      db.query<{ enterprise_id: string }[]>('select enterprise_id from invitation_of_link($1)', [hash]),
    )
    if (!where) throw new Problem(identityProblems.INVITATION_INVALID)
    const [link] = await this.units.run(where.enterprise_id, (db) => db.query<OpenedLink[]>(READ, [hash]))
    if (!link) throw new Problem(identityProblems.INVITATION_INVALID)
    const standing = linkStanding(link, link.now)
    if (standing !== 'open') throw new Problem(REFUSALS[standing])
    return link
  }
}
