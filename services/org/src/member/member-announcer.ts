import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { invitationRevoked, memberAccessChanged, memberInvited } from '@miaohui/contracts/org/events'
import type { Member } from '@miaohui/contracts/org/member'
import { Outbox } from '@miaohui/persistence/outbox'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { changedRows } from '../database/changed-rows'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'
import { memberOf, readMembersById } from './read-members'

const aggregateOf = (memberId: string): string => `member:${memberId}`

/** Writes invitations and tells identity and the consoles about members. Always inside the unit of work that made the change. */
@Injectable()
export class MemberAnnouncer {
  constructor(
    private readonly outbox: Outbox,
    private readonly notices: OrgNotices,
  ) {}

  /** Opens a new invitation of the member in place of the one before; identity mails its link. */
  async invite(db: EntityManager, actor: MemberActor, memberId: string): Promise<void> {
    const { enterpriseId } = actor
    await db.query(
      'update invitation set superseded_at = now() where enterprise_id = $1 and member_id = $2 and superseded_at is null',
      [enterpriseId, memberId],
    )
    const invitationId = newId()
    await db.query('insert into invitation (id, enterprise_id, member_id, invited_by) values ($1, $2, $3, $4)', [
      invitationId,
      enterpriseId,
      memberId,
      actor.memberId,
    ])
    const [row] = await readMembersById(db, enterpriseId, [memberId])
    const [enterprise] = await db.query<{ name: string }[]>('select name from enterprise where enterprise_id = $1', [
      enterpriseId,
    ])
    if (!row || !enterprise) throw notFound()
    await this.outbox.append(memberInvited, {
      aggregate: aggregateOf(memberId),
      data: {
        invitationId,
        memberId,
        email: row.email,
        name: row.name,
        enterpriseName: enterprise.name,
        teamName: row.teams[0]?.name,
        permissionGroupName: row.group_name,
        inviterName: actor.name,
      },
    })
  }

  /** Makes the open invitation of the member worthless; nothing happens when there is none. */
  async revoke(db: EntityManager, enterpriseId: string, memberId: string): Promise<void> {
    const revoked = await changedRows<{ id: string }>(
      db,
      `update invitation set state = 'revoked' where enterprise_id = $1 and member_id = $2 and superseded_at is null
       and state not in ('accepted', 'revoked') returning id`,
      [enterpriseId, memberId],
    )
    for (const { id } of revoked) {
      await this.outbox.append(invitationRevoked, { aggregate: aggregateOf(memberId), data: { invitationId: id, memberId } })
    }
  }

  async accessChanged(memberId: string, userId: string | null, active: boolean): Promise<void> {
    await this.outbox.append(memberAccessChanged, { aggregate: aggregateOf(memberId), data: { memberId, userId, active } })
  }

  /** Shows the consoles how the member is now. */
  async changed(db: EntityManager, enterpriseId: string, memberId: string): Promise<Member> {
    const [member] = await this.changedAll(db, enterpriseId, [memberId])
    if (!member) throw notFound()
    return member
  }

  async changedAll(db: EntityManager, enterpriseId: string, memberIds: readonly string[]): Promise<Member[]> {
    if (memberIds.length === 0) return []
    await db.query('update member set rev = rev + 1 where enterprise_id = $1 and id = any($2::uuid[])', [enterpriseId, memberIds])
    const rows = await readMembersById(db, enterpriseId, memberIds)
    return rows.map((row) => {
      const member = memberOf(row)
      this.notices.changed(enterpriseId, 'member', row.id, row.rev, member)
      return member
    })
  }
}
