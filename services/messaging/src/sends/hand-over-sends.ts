import { handOver, type HandOverResult } from '@miaohui/contracts/account-hosting/delivery'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LOGGER } from '@miaohui/platform/logging'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { Inject, Injectable } from '@nestjs/common'
import type { Logger } from 'pino'
import type { EntityManager } from 'typeorm'
import { MessagingConfig } from '../messaging-config'
import { AnnounceSends } from './announce-sends'
import { eventOf, eventOfFailure } from './domain/hand-over-event'
import { LIMITS, transition } from './domain/send-machine'
import type { HandedSend } from './prepare-hand-over'
import { SendWriter, type SendChange } from './send-writer'

const ROOM_RESTS_FOR = '10 minutes'

/** Calls account-hosting for sends whose hand-over is committed and writes down what it said (S5–S8), one statement for all of them. */
@Injectable()
export class HandOverSends {
  constructor(
    private readonly units: UnitOfWork,
    private readonly rpc: RpcClient,
    private readonly writer: SendWriter,
    private readonly announce: AnnounceSends,
    private readonly config: MessagingConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** @returns false when the road to account-hosting is interrupted: it is of no use to hand over more right now. */
  async execute(enterpriseId: string, handed: readonly HandedSend[]): Promise<boolean> {
    let results = new Map<string, HandOverResult>()
    let failure: unknown
    try {
      const reply = await this.rpc.call(
        handOver,
        { items: handed.map((h) => h.item) },
        { actor: { kind: 'service', service: 'messaging', enterpriseId }, deadlineMs: this.config.callTimeoutMs },
      )
      results = new Map(reply.items.map((r) => [r.sendId, r]))
    } catch (error) {
      this.log.warn({ err: error, sends: handed.length }, 'a hand-over was not answered')
      failure = error
    }
    const now = new Date()
    const limits = { ...LIMITS, backoffMs: this.config.backoffMs }
    const changes = handed.flatMap((send): SendChange[] => {
      const result = failure === undefined ? results.get(send.item.sendId) : undefined
      const event = failure === undefined ? eventOf(result, send.kind) : eventOfFailure(failure)
      const facts = { ...send.facts, providerClass: result?.providerClass ?? send.facts.providerClass }
      const move = transition(facts, event, now, limits)
      if (!move) return []
      const { sendId: id } = send.item
      return [
        {
          id,
          epoch: send.epoch,
          from: 'handed',
          move,
          // Pulling into a room makes no message, and some workers then answer with an empty id.
          providerMessageId: result?.providerMessageId || undefined,
          providerClass: facts.providerClass,
        },
      ]
    })
    await this.units.run(enterpriseId, async (db) => {
      const changed = await this.writer.write(db, enterpriseId, changes)
      await this.announce.execute(db, enterpriseId, changed)
      if (failure === undefined) await this.learn(db, enterpriseId, handed, results)
    })
    return !(failure instanceof Problem && isInterruption(failure))
  }

  /** What the answers say about rooms and accounts. */
  private async learn(
    db: EntityManager,
    enterpriseId: string,
    handed: readonly HandedSend[],
    results: Map<string, HandOverResult>,
  ): Promise<void> {
    const full = new Set(handed.flatMap((h) => (h.roomId && results.get(h.item.sendId)?.code === 'ROOM_FULL' ? [h.roomId] : [])))
    if (full.size > 0)
      await db.query(
        `with rests as (update room set full_until = now() + interval '${ROOM_RESTS_FOR}' where enterprise_id = $1 and id = any($2::uuid[]) returning 1)
         select count(*) from rests`,
        [enterpriseId, [...full]],
      )
    const classes = new Map(
      handed.flatMap((h) => {
        const said = results.get(h.item.sendId)?.providerClass
        return said && said !== h.facts.providerClass ? [[h.item.accountId, said] as const] : []
      }),
    )
    if (classes.size > 0)
      await db.query(
        `with learnt as (
           update hosted_account a set provider_class = g.class from unnest($2::uuid[], $3::text[]) as g (id, class)
           where a.enterprise_id = $1 and a.id = g.id returning 1
         ) select count(*) from learnt`,
        [enterpriseId, [...classes.keys()], [...classes.values()]],
      )
  }
}

const isInterruption = (problem: Problem): boolean =>
  problem.is(commonProblems.UPSTREAM_UNAVAILABLE) || problem.is(commonProblems.UPSTREAM_TIMEOUT)
