import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { memberAccessChanged } from '@miaohui/contracts/org/events'
import type { PermissionGroup, UpdatePermissionGroup as Input } from '@miaohui/contracts/org/permission-group'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { Outbox } from '@miaohui/persistence/outbox'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { changedRows } from '../database/changed-rows'
import { mayChangeGrant, withDependencies } from '../shared/domain/grant'
import { holderOf } from '../shared/holder'
import { notFound } from '../shared/not-found'
import { OrgNotices } from '../shared/org-notices'
import { permissionGroupProblem } from './permission-group-problem'
import { permissionGroupOf, readPermissionGroup } from './read-permission-groups'

/** Events of one outbox statement. */
const BATCH = 500

/**
 * Saves a permission group over the version that the editor saw. Refuses to add what the editor lacks, to touch 超级管理员, and to
 * write over a newer version. Members of the group have the new permissions with their next request.
 */
@Injectable()
export class UpdatePermissionGroup {
  constructor(
    private readonly units: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly notices: OrgNotices,
  ) {}

  async execute(actor: MemberActor, input: Input): Promise<PermissionGroup> {
    const { enterpriseId } = actor
    try {
      return await this.units.run(enterpriseId, async (db) => {
        const row = await readPermissionGroup(db, enterpriseId, input.id)
        if (!row) throw notFound()
        const before = permissionGroupOf(row)
        if (before.locked) throw new Problem(orgProblems.PERMISSION_GROUP_LOCKED)
        if (before.version !== input.version) throw new Problem(commonProblems.VERSION_CONFLICT)
        const after: PermissionGroup = {
          ...before,
          name: input.name,
          permissions: withDependencies(input.permissions),
          dataScope: input.dataScope,
          version: before.version + 1,
        }
        if (!mayChangeGrant(holderOf(actor), before, after)) throw new Problem(orgProblems.GRANT_EXCEEDS_OWN)
        await this.save(db, enterpriseId, after)
        await this.announce(db, enterpriseId, after.id)
        this.notices.changed(enterpriseId, 'permission-group', after.id, after.version, after)
        return after
      })
    } catch (error) {
      throw permissionGroupProblem(error)
    }
  }

  private async save(
    db: EntityManager,
    enterpriseId: string,
    { id, name, permissions, dataScope, version }: PermissionGroup,
  ): Promise<void> {
    const saved = await changedRows(
      db,
      `update permission_group set name = $3, permissions = $4, data_scope = $5, version = version + 1
       where enterprise_id = $1 and id = $2 and version = $6 returning id`,
      [enterpriseId, id, name, permissions, dataScope, version - 1],
    )
    if (saved.length === 0) throw new Problem(commonProblems.VERSION_CONFLICT)
  }

  private async announce(db: EntityManager, enterpriseId: string, groupId: string): Promise<void> {
    const members = await db.query<{ id: string; user_id: string }[]>(
      `select id, user_id from member where enterprise_id = $1 and permission_group_id = $2 and state = 'active' order by id`,
      [enterpriseId, groupId],
    )
    for (let i = 0; i < members.length; i += BATCH) {
      const entries = members.slice(i, i + BATCH).map(({ id, user_id }) => ({
        aggregate: `member:${id}`,
        data: { memberId: id, userId: user_id, active: true },
      }))
      await this.outbox.appendAll(memberAccessChanged, entries)
    }
  }
}
