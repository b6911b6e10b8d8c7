import type { ProviderClass } from '@miaohui/contracts/account-hosting/delivery'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { MessagingConfig } from '../messaging-config'
import { AnnounceSends } from './announce-sends'
import { LIMITS, transition, type SendEvent, type SendFacts } from './domain/send-machine'
import { DropSends } from './drop-sends'
import { SendWriter } from './send-writer'

type Stale = Omit<SendFacts, 'providerClass'> & { id: string; epoch: number; providerClass: ProviderClass | null }

const BATCH = 500

/** Sends that somebody left behind: expired leases (S3, S7, S8), missing echoes (S14), expired ones (S13). */
@Injectable()
export class SweepSends {
  constructor(
    private readonly units: UnitOfWork,
    private readonly writer: SendWriter,
    private readonly announce: AnnounceSends,
    private readonly drop: DropSends,
    private readonly config: MessagingConfig,
  ) {}

  async execute(enterpriseId: string): Promise<void> {
    const { graceMs } = this.config
    await this.all(enterpriseId, `s.state in ('claimed', 'handed') and s.lease_until < now()`, [], (send) =>
      send.state === 'claimed' ? { kind: 'release' } : { kind: 'ambiguous', code: 'NO_ANSWER' },
    )
    await this.all(enterpriseId, `s.state = 'acked' and s.updated_at < now() - $3 * interval '1 ms'`, [graceMs], () => ({
      kind: 'grace-over',
    }))
    for (;;) {
      const missed = await this.units.run(enterpriseId, async (db) => {
        const changed = await this.drop.missed(db, enterpriseId, BATCH)
        await this.announce.execute(db, enterpriseId, changed)
        return changed.length
      })
      if (missed < BATCH) return
    }
  }

  private async all(
    enterpriseId: string,
    condition: string,
    more: unknown[],
    eventFor: (send: Stale) => SendEvent,
  ): Promise<void> {
    for (;;) {
      const moved = await this.units.run(enterpriseId, (db) => this.batch(db, enterpriseId, condition, more, eventFor))
      if (moved < BATCH) return
    }
  }

  /** @returns how many really moved, so that rows which wait (class B and C without an echo) do not keep the sweep going round. */
  private async batch(
    db: EntityManager,
    enterpriseId: string,
    condition: string,
    more: unknown[],
    eventFor: (send: Stale) => SendEvent,
  ): Promise<number> {
    const stale = await db.query<Stale[]>(
      `select s.id, s.epoch, s.state, s.attempt, s.ever_handed as "everHanded", s.in_doubt as "inDoubt", s.provider_class as "providerClass",
         s.created_at as "createdAt"
       from send s where s.enterprise_id = $1 and ${condition} order by s.id limit $2 for update of s skip locked`,
      [enterpriseId, BATCH, ...more],
    )
    const now = new Date()
    const limits = { ...LIMITS, backoffMs: this.config.backoffMs }
    const changes = stale.flatMap((send) => {
      const move = transition({ ...send, providerClass: send.providerClass ?? 'C' }, eventFor(send), now, limits)
      return move ? [{ id: send.id, epoch: send.epoch, from: send.state, move }] : []
    })
    const changed = await this.writer.write(db, enterpriseId, changes)
    await this.announce.execute(db, enterpriseId, changed)
    return changed.length
  }
}
