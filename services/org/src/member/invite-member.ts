import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import type { InviteMember as Input, Member } from '@miaohui/contracts/org/member'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { Idempotency } from '@miaohui/persistence/idempotency'
import { UnitOfWork, violatedConstraint } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'
import { requireVisibleTeam } from '../shared/visible-teams'
import { teamNamesFor } from './domain/team-name'
import { requireGrantable } from './member-access'
import { MemberAnnouncer } from './member-announcer'

type Wish = Omit<Input, 'idempotencyKey'>

/**
 * Adds a member, puts them into a team (a new one of their own unless named) and invites them: all of it or nothing. Refuses an
 * e-mail that is a member already, and a permission group that holds more than the inviter's. Repeated with one key, it invites once.
 */
@Injectable()
export class InviteMember {
  constructor(
    private readonly units: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly announcer: MemberAnnouncer,
    private readonly notices: OrgNotices,
  ) {}

  async execute(actor: MemberActor, { idempotencyKey, ...wish }: Input): Promise<Member> {
    const { enterpriseId, memberId } = actor
    const key = { enterpriseId, principal: memberId, route: 'member.invite', key: idempotencyKey, fingerprint: wish }
    try {
      return await this.idempotency.once(key, () => this.units.run(enterpriseId, (db) => this.invite(db, actor, wish)))
    } catch (error) {
      throw violatedConstraint(error) === 'fk_member_department' ? notFound() : error
    }
  }

  private async invite(db: EntityManager, actor: MemberActor, wish: Wish): Promise<Member> {
    if (wish.teamId) requireVisibleTeam(actor, wish.teamId)
    const group = await requireGrantable(db, actor, wish.permissionGroupId)
    const memberId = newId()
    const added = await db.query<unknown[]>(
      `insert into member (id, enterprise_id, name, email, state, department_id, permission_group_id) values ($1, $2, $3, $4, 'invited', $5, $6)
       on conflict (enterprise_id, email) do nothing returning id`,
      [memberId, actor.enterpriseId, wish.name, wish.email, wish.departmentId ?? null, group.id],
    )
    if (added.length === 0) throw new Problem(orgProblems.MEMBER_EMAIL_TAKEN)
    if (wish.teamId) await this.join(db, actor.enterpriseId, wish.teamId, memberId)
    else await this.foundTeam(db, actor.enterpriseId, memberId, wish.name)
    await this.announcer.invite(db, actor, memberId)
    return this.announcer.changed(db, actor.enterpriseId, memberId)
  }

  private async join(db: EntityManager, enterpriseId: string, teamId: string, memberId: string): Promise<void> {
    const joined = await db.query<unknown[]>(
      `insert into team_member (enterprise_id, team_id, member_id)
       select enterprise_id, id, $3 from team where enterprise_id = $1 and id = $2 returning team_id`,
      [enterpriseId, teamId, memberId],
    )
    if (joined.length === 0) throw notFound()
  }

  private async foundTeam(db: EntityManager, enterpriseId: string, leaderId: string, leaderName: string): Promise<void> {
    const [base = ''] = teamNamesFor(leaderName, [])
    const similar = await db.query<{ name: string }[]>(
      'select name from team where enterprise_id = $1 and starts_with(name, $2)',
      [enterpriseId, base],
    )
    const taken = similar.map((t) => t.name)
    for (const name of teamNamesFor(leaderName, taken)) {
      const id = newId()
      const [team] = await db.query<{ created_at: Date }[]>(
        'insert into team (id, enterprise_id, name) values ($1, $2, $3) on conflict (enterprise_id, name) do nothing returning created_at',
        [id, enterpriseId, name],
      )
      if (!team) continue
      await db.query('insert into team_member (enterprise_id, team_id, member_id, is_leader) values ($1, $2, $3, true)', [
        enterpriseId,
        id,
        leaderId,
      ])
      this.notices.changed(enterpriseId, 'team', id, 1, { id, name, memberCount: 1, createdAt: team.created_at.toISOString() })
      return
    }
    throw new Problem(orgProblems.TEAM_NAME_TAKEN)
  }
}
