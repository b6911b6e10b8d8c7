import type { Bus } from '@miaohui/platform/nats/bus'
import { decodeJson, HEADERS, rawHeaders } from '@miaohui/platform/nats/wire'
import type pino from 'pino'
import type { DataSource } from 'typeorm'
import { envelopeBytes, type HotCopy, type OutboxRow } from './outbox'
import { inTransaction } from './transaction'

const BATCH = 256
const POLL_MS = 1000
const ACK_TIMEOUT_MS = 5000
const BACKOFF_MS = { first: 100, most: 5000 }
const SWEEP_MS = 10 * 60_000

type PubAck = { seq?: number; duplicate?: boolean; error?: { code: number; description: string } }
type Stored = {
  id: string
  enterpriseId: string
  aggregate: string
  seq: string
  name: string
  subject: string
  data: string
  trace: string | null
  at: Date
}

const NEXT = `
  select id, enterprise_id as "enterpriseId", aggregate, seq, name, subject, data::text as data, trace, created_at as at
  from outbox where published_at is null
    and (select pg_try_advisory_xact_lock(hashtextextended('outbox-relay', 8402)))
  order by seq limit ${BATCH}`

/**
 * Carries committed events to JetStream. One replica at a time, one event per aggregate in flight; a row is marked only after the
 * server has stored it, so a crash publishes twice and the message id and the consumers' inbox drop the second.
 */
export class OutboxRelay {
  private running: Promise<void> | undefined
  private stopped = false
  private poll: NodeJS.Timeout | undefined
  private sweep: NodeJS.Timeout | undefined
  private again = false
  private pauseUntil = 0
  private backoffMs = BACKOFF_MS.first

  constructor(
    private readonly dataSource: DataSource,
    private readonly bus: Bus,
    private readonly log: pino.Logger,
  ) {}

  start(): void {
    this.poll = setInterval(() => this.wake(), POLL_MS)
    this.sweep = setInterval(() => void this.purge(), SWEEP_MS)
    this.bus.onReconnect(() => {
      this.pauseUntil = 0
      this.wake()
    })
    this.wake()
  }

  /** Hot copies leave at once; the durable ones follow. */
  committed(hot: HotCopy[]): void {
    if (this.bus.connected) for (const { subject, bytes } of hot) this.bus.publish(subject, bytes)
    this.wake()
  }

  wake(): void {
    this.again = true
    if (this.running || this.stopped || !this.bus.connected || Date.now() < this.pauseUntil) return
    this.running = this.work().finally(() => (this.running = undefined))
  }

  /** Publishes what is there once more and stops. */
  async stop(): Promise<void> {
    clearInterval(this.poll)
    clearInterval(this.sweep)
    await this.running
    this.stopped = true
    if (this.bus.connected)
      await this.publishBatch().catch((error: unknown) => this.log.warn({ err: error }, 'the outbox was not flushed'))
  }

  private async work(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false
        if (!(await this.hasWork())) continue
        let size: number
        do {
          size = await this.publishBatch()
          this.backoffMs = BACKOFF_MS.first
        } while (size === BATCH && !this.stopped)
      }
    } catch (error) {
      this.log.warn({ err: error, retryMs: this.backoffMs }, 'events wait in the outbox')
      this.pauseUntil = Date.now() + this.backoffMs
      this.backoffMs = Math.min(this.backoffMs * 2, BACKOFF_MS.most)
    }
  }

  private async hasWork(): Promise<boolean> {
    const [row] = await this.dataSource.query<{ waiting: boolean }[]>('select outbox_waiting() as waiting')
    return row?.waiting ?? false
  }

  private async publishBatch(): Promise<number> {
    const { size, published, failure } = await inTransaction(this.dataSource, { 'app.relay': 'on' }, async (runner) => {
      const rows = (await runner.query(NEXT)) as Stored[]
      const outcome = await this.publish(rows)
      if (outcome.published.length > 0) {
        await runner.query('update outbox set published_at = clock_timestamp() where id = any($1::uuid[])', [outcome.published])
      }
      return { size: rows.length, ...outcome }
    })
    // Raised after the commit: what the server has stored stays marked.
    if (failure !== undefined) throw new Error(`published ${published.length} of ${size}`, { cause: failure })
    return size
  }

  /** Waves of at most one event per aggregate: a later event must not be stored while an earlier one may still fail. */
  private async publish(rows: Stored[]): Promise<{ published: string[]; failure?: unknown }> {
    const published: string[] = []
    let rest = rows
    while (rest.length > 0) {
      const seen = new Set<string>()
      const wave: Stored[] = []
      const later: Stored[] = []
      for (const row of rest) (seen.has(row.aggregate) ? later : (seen.add(row.aggregate), wave)).push(row)
      const results = await Promise.allSettled(wave.map((row) => this.publishOne(row)))
      results.forEach((r, i) => r.status === 'fulfilled' && published.push(wave[i]!.id))
      const failed = results.find((r) => r.status === 'rejected')
      if (failed) return { published, failure: failed.reason as unknown }
      rest = later
    }
    return { published }
  }

  private async publishOne(stored: Stored): Promise<void> {
    const { at, seq, trace, ...rest } = stored
    const row: OutboxRow = { ...rest, seq: Number(seq), at: at.toISOString(), trace: trace ?? undefined }
    const reply = await this.bus.request(
      row.subject,
      envelopeBytes(row),
      rawHeaders([[HEADERS.messageId, row.id]]),
      Date.now() + ACK_TIMEOUT_MS,
    )
    const ack = decodeJson(reply.data) as PubAck
    if (ack.error || ack.seq === undefined)
      throw new Error(`JetStream did not store ${row.name}: ${ack.error?.description ?? 'no sequence'}`)
  }

  /** Published events stay 7 days (a lost stream is filled again from them), inbox rows a day longer, so that no replay passes it. */
  async purge(): Promise<void> {
    try {
      await this.dataSource.query('select platform_purge()')
    } catch (error) {
      this.log.warn({ err: error }, 'old events were not purged')
    }
  }
}
