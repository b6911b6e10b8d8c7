import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { Member, UpdateMember as Input } from '@miaohui/contracts/org/member'
import { UnitOfWork, violatedConstraint } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { notFound } from '../shared/not-found'
import { lockMember, requireAnotherSuperAdmin, requireGrantable } from './member-access'
import { MemberAnnouncer } from './member-announcer'
import { isSuperAdmin, type MemberRow } from './read-members'

/**
 * Renames a member, moves them to another department or gives them another permission group. Refuses a group that holds more than
 * the actor's, and to take the enterprise's last super administrator away.
 */
@Injectable()
export class UpdateMember {
  constructor(
    private readonly units: UnitOfWork,
    private readonly announcer: MemberAnnouncer,
  ) {}

  async execute(actor: MemberActor, input: Input): Promise<Member> {
    const { enterpriseId } = actor
    try {
      return await this.units.run(enterpriseId, async (db) => {
        const row = await lockMember(db, actor, input.id)
        const regrouped = input.permissionGroupId !== undefined && input.permissionGroupId !== row.permission_group_id
        if (regrouped) await this.requireRegroupable(db, actor, row, input.permissionGroupId)
        await db.query(
          `update member set name = coalesce($3, name), permission_group_id = coalesce($4, permission_group_id),
             department_id = case when $5 then $6::uuid else department_id end
           where enterprise_id = $1 and id = $2`,
          [
            enterpriseId,
            row.id,
            input.name ?? null,
            input.permissionGroupId ?? null,
            input.departmentId !== undefined,
            input.departmentId ?? null,
          ],
        )
        if (regrouped && row.state === 'active') await this.announcer.accessChanged(row.id, row.user_id, true)
        return this.announcer.changed(db, enterpriseId, row.id)
      })
    } catch (error) {
      throw violatedConstraint(error) === 'fk_member_department' ? notFound() : error
    }
  }

  private async requireRegroupable(
    db: EntityManager,
    actor: MemberActor,
    row: MemberRow,
    groupId: string | undefined,
  ): Promise<void> {
    await requireGrantable(db, actor, groupId)
    if (isSuperAdmin(row) && row.state === 'active') await requireAnotherSuperAdmin(db, actor.enterpriseId, row.id)
  }
}
