import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { FoundEnterprise as Input } from '@miaohui/contracts/org/enterprise'
import { memberAccessChanged } from '@miaohui/contracts/org/events'
import { Outbox } from '@miaohui/persistence/outbox'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { PRESET_GROUPS, SUPER_ADMIN } from '../shared/domain/presets'
import { isTimeZone } from './domain/time-zone'

/**
 * Makes an enterprise with its preset permission groups and its founder as super administrator. Repeating the call founds nothing
 * twice; what the founder corrected between two tries of the set-up is taken over.
 */
@Injectable()
export class FoundEnterprise {
  constructor(
    private readonly units: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async execute(input: Input): Promise<void> {
    if (!isTimeZone(input.timeZone)) {
      throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: 'timeZone', code: 'CHOICE' }] })
    }
    await this.units.run(input.enterpriseId, async (db) => {
      const [made] = await db.query<{ first: boolean }[]>(
        `insert into enterprise (enterprise_id, name, time_zone) values ($1, $2, $3)
         on conflict (enterprise_id) do update set name = excluded.name, time_zone = excluded.time_zone
         returning xmax = 0 as first`,
        [input.enterpriseId, input.name, input.timeZone],
      )
      if (made?.first) await this.furnish(db, input)
      else await this.correctFounder(db, input)
    })
  }

  private async furnish(db: EntityManager, { enterpriseId, ...input }: Input): Promise<void> {
    const groups = PRESET_GROUPS.map((g) => ({ id: newId(), ...g }))
    for (const { id, name, preset, permissions, dataScope } of groups) {
      await db.query(
        'insert into permission_group (id, enterprise_id, name, preset, permissions, data_scope) values ($1, $2, $3, $4, $5, $6)',
        [id, enterpriseId, name, preset, permissions, dataScope],
      )
    }
    const memberId = newId()
    await db.query(
      `insert into member (id, enterprise_id, user_id, name, email, state, permission_group_id) values ($1, $2, $3, $4, $5, 'active', $6)`,
      [
        memberId,
        enterpriseId,
        input.founderUserId,
        input.founderName,
        input.founderEmail,
        groups.find((g) => g.preset === SUPER_ADMIN)?.id,
      ],
    )
    await this.outbox.append(memberAccessChanged, {
      aggregate: `member:${memberId}`,
      data: { memberId, userId: input.founderUserId, active: true },
    })
  }

  private async correctFounder(db: EntityManager, input: Input): Promise<void> {
    await db.query('update member set name = $3, email = $4, rev = rev + 1 where enterprise_id = $1 and user_id = $2', [
      input.enterpriseId,
      input.founderUserId,
      input.founderName,
      input.founderEmail,
    ])
  }
}
