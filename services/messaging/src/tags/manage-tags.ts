import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { messagingProblems } from '@miaohui/contracts/messaging/problems'
import type { CreateTag, Tag, UpdateTag } from '@miaohui/contracts/messaging/tag'
import { UnitOfWork, violatedConstraint } from '@miaohui/persistence/unit-of-work'
import { LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import { TagEntity } from './tag.entity'

/** Custom tags: ours, invisible in WeCom. WeCom's own tags cannot be changed here and are answered like unknown ones. */
@Injectable()
export class ManageTags {
  constructor(
    private readonly units: UnitOfWork,
    private readonly live: LivePublisher,
  ) {}

  /** @throws Problem TAG_NAME_TAKEN, whatever the case of its letters. */
  create(enterpriseId: string, { teamId, name, colour = 'teal' }: CreateTag): Promise<Tag> {
    return this.write(enterpriseId, async (db) => {
      const tag = db.create(TagEntity, { id: newId(), enterpriseId, teamId, kind: 'custom', name, groupName: null, colour })
      await db.insert(TagEntity, tag)
      return this.announced(tag, 0)
    })
  }

  /** @throws Problem NOT_FOUND, TAG_NAME_TAKEN. */
  update(enterpriseId: string, { teamId, id, name, colour }: UpdateTag): Promise<Tag> {
    return this.write(enterpriseId, async (db) => {
      const tag = await db.findOne(TagEntity, {
        where: { enterpriseId, teamId, id, kind: 'custom' },
        lock: { mode: 'pessimistic_write' },
      })
      if (!tag) throw new Problem(commonProblems.NOT_FOUND)
      Object.assign(tag, { name: name ?? tag.name, colour: colour ?? tag.colour })
      await db.update(TagEntity, { enterpriseId, id }, { name: tag.name, colour: tag.colour })
      const [count] = await db.query<{ n: number }[]>(
        `select count(*)::int as n from customer_tag where enterprise_id = $1 and tag_id = $2`,
        [enterpriseId, id],
      )
      return this.announced(tag, count?.n ?? 0)
    })
  }

  /** Takes it off all customers too. @throws Problem NOT_FOUND. */
  delete(enterpriseId: string, teamId: string, id: string): Promise<void> {
    return this.units.run(enterpriseId, async (db) => {
      const { affected } = await db.delete(TagEntity, { enterpriseId, teamId, id, kind: 'custom' })
      if (!affected) throw new Problem(commonProblems.NOT_FOUND)
    })
  }

  private async write(enterpriseId: string, work: Parameters<UnitOfWork['run']>[1]): Promise<Tag> {
    try {
      return (await this.units.run(enterpriseId, work)) as Tag
    } catch (error) {
      if (violatedConstraint(error) === 'uq_tag_custom_name')
        throw new Problem(messagingProblems.TAG_NAME_TAKEN, { cause: error })
      throw error
    }
  }

  private announced(tag: TagEntity, customerCount: number): Tag {
    const { id, kind, name, colour } = tag
    const view: Tag = { id, kind, name, groupName: tag.groupName ?? undefined, colour, customerCount }
    this.live.publish(tag.enterpriseId, {
      topic: `team:${tag.teamId}:customer`,
      type: 'tag.changed',
      entity: id,
      rev: Date.now(),
      patch: { ...view },
    })
    return view
  }
}
