import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { createBroadcast, type Broadcast, type CreateBroadcast } from '@miaohui/contracts/messaging/broadcast'
import { messagingProblems } from '@miaohui/contracts/messaging/problems'
import { Idempotency } from '@miaohui/persistence/idempotency'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { whenCommitted } from '@miaohui/platform/ambient'
import { Clock } from '@miaohui/platform/time'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { EstimateAudienceQuery } from '../audiences/estimate-audience'
import { CheckContent } from '../sends/check-content'
import { missingParts } from '../sends/domain/content'
import { AdvanceBroadcasts } from './advance-broadcasts'
import { BroadcastViews, noCounts } from './broadcast-views'
import { BroadcastEntity } from './broadcast.entity'

@Injectable()
export class CreateBroadcastCommand {
  constructor(
    private readonly units: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly audience: EstimateAudienceQuery,
    private readonly content: CheckContent,
    private readonly views: BroadcastViews,
    private readonly advance: AdvanceBroadcasts,
    private readonly clock: Clock,
  ) {}

  /**
   * Starts a broadcast; its recipients are fixed right after, whenever it is to be sent.
   * @throws Problem CONTENT_EMPTY, AUDIENCE_EMPTY (meta: the estimate), ACCOUNT_IN_WATCH (meta: which accounts, until when).
   */
  async execute(actor: MemberActor, input: CreateBroadcast): Promise<Broadcast> {
    const errors = input.messages.flatMap((content, i) => missingParts(content, `messages.${i}`))
    if (errors.length > 0) throw new Problem(messagingProblems.CONTENT_EMPTY, { errors })
    const { idempotencyKey: key, ...fingerprint } = input
    const { enterpriseId, memberId: principal } = actor
    return this.idempotency.once({ enterpriseId, principal, route: createBroadcast.subject, key, fingerprint }, () =>
      this.units.run(enterpriseId, (db) => this.create(db, actor, input)),
    )
  }

  private async create(db: EntityManager, actor: MemberActor, input: CreateBroadcast): Promise<Broadcast> {
    const { enterpriseId } = actor
    const { teamId, filter, messages } = input
    await this.content.execute(
      db,
      enterpriseId,
      teamId,
      messages.map((content, i) => ({ content, at: `messages.${i}` })),
    )
    const audience = await this.audience.execute(enterpriseId, teamId, filter)
    if (audience.reachable === 0) throw new Problem(messagingProblems.AUDIENCE_EMPTY, { meta: { ...audience } })
    const inWatch = await this.audience.inWatch(enterpriseId, teamId, filter)
    if (inWatch.length > 0)
      throw new Problem(messagingProblems.ACCOUNT_IN_WATCH, {
        meta: {
          accountIds: inWatch.map((a) => a.id),
          until: new Date(Math.max(...inWatch.map((a) => a.watch_until.getTime()))).toISOString(),
        },
      })
    const now = this.clock.now()
    const startAt = input.startAt ? new Date(input.startAt) : now
    const row: BroadcastEntity = {
      id: newId(),
      enterpriseId,
      teamId,
      name: input.name,
      mode: input.mode,
      state: startAt > now ? 'scheduled' : 'freezing',
      filter,
      messages,
      audience,
      sends: 0,
      finalCounts: null,
      startAt,
      frozenAt: null,
      finishedAt: null,
      createdBy: actor.memberId,
      createdByName: actor.name,
      rev: 1,
      createdAt: now,
    }
    await db.insert(BroadcastEntity, row as never)
    whenCommitted(() => this.advance.soon(enterpriseId))
    return this.views.announce(enterpriseId, row, noCounts())
  }
}
