import { declaredEvents, eventSubject, type DomainEvent, type Envelope } from '@miaohui/contracts/kernel/event'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Outbox, type OutboxEntry } from '@miaohui/persistence/outbox'
import { publishAgain } from '@miaohui/persistence/provision-database'
import { encodeJson, HEADERS, rawHeaders } from '@miaohui/platform/nats/wire'
import { eventually } from '../src/eventually'
import { testNats, type TestNats } from '../src/nats'
import { startService, type StartedService } from '../src/service'
import { noteFlagged, noteWritten, type NoteWritten } from './fixture/contracts'
import { CopyEvents, ReaderModule, readerMigrations } from './fixture/reader'
import { WriterModule, writerMigrations } from './fixture/writer'

type Copy = { note_id: string; text: string; seq: string; aggregate: string }

describe('an event between services', () => {
  let nats: TestNats
  let writer: StartedService
  let reader: StartedService
  const enterpriseId = newId()

  const announce = (event: DomainEvent<NoteWritten>, entries: OutboxEntry<NoteWritten>[], of = enterpriseId): Promise<void> =>
    writer.units.run(of, () => writer.get(Outbox).appendAll(event, entries))
  const note = (text: string, aggregate = `note:${newId()}`): OutboxEntry<NoteWritten> => ({
    aggregate,
    data: { noteId: newId(), text },
  })
  const copies = (text: string, of = enterpriseId): Promise<Copy[]> =>
    reader.units.run(of, (db) =>
      db.query<Copy[]>('select note_id, text, seq, aggregate from copy where text = $1 order by n', [text]),
    )
  const waiting = async (): Promise<boolean> =>
    (await writer.dataSource.query<{ w: boolean }[]>('select outbox_waiting() as w'))[0]!.w
  const pendingAcks = async (): Promise<number> => {
    const connection = await nats.connect('provisioner')
    try {
      const info = await (await connection.jetstreamManager()).consumers.info('EVT', 'sop')
      return info.num_ack_pending + info.num_pending
    } finally {
      await connection.close()
    }
  }

  beforeAll(async () => {
    nats = await testNats()
    writer = await startService('org', WriterModule, { nats, migrations: writerMigrations })
    reader = await startService('sop', ReaderModule, { nats, migrations: readerMigrations })
  }, 30_000)
  afterAll(async () => {
    await reader?.close()
    await writer?.close()
    await nats?.close()
  })

  it('has its effect once, in the enterprise it belongs to', async () => {
    const other = newId()
    await announce(noteWritten, [note('mine')])
    await announce(noteWritten, [note('theirs')], other)
    await eventually(async () => expect(await copies('mine')).toHaveLength(1))
    await eventually(async () => expect(await copies('theirs', other)).toHaveLength(1))
    expect(await copies('theirs')).toHaveLength(0)
    await eventually(async () => expect(await pendingAcks()).toBe(0))
  })

  it('does not exist when its transaction fails, and cannot be announced outside one', async () => {
    const failing = writer.units.run(enterpriseId, async () => {
      await writer.get(Outbox).append(noteFlagged, note('rolled back'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await expect(writer.get(Outbox).append(noteWritten, note('outside'))).rejects.toThrow('outside a unit of work')
    await announce(noteWritten, [note('after the failure')])
    await eventually(async () => expect(await copies('after the failure')).toHaveLength(1))
    expect(await copies('rolled back')).toHaveLength(0)
  })

  it('arrives over both roads and still counts once when it is hot', async () => {
    await announce(noteFlagged, [note('hot')])
    await eventually(async () => expect(await copies('hot')).toHaveLength(1))
    await eventually(async () => expect([await waiting(), await pendingAcks()]).toEqual([false, 0]))
    expect(await copies('hot')).toHaveLength(1)
  })

  it('keeps the order of its record, with numbers that grow', async () => {
    const aggregate = `note:${newId()}`
    await Promise.all(Array.from({ length: 40 }, () => announce(noteWritten, [note('ordered', aggregate)])))
    const found = await eventually(async () => {
      const rows = await copies('ordered')
      expect(rows).toHaveLength(40)
      return rows
    })
    const numbers = found.map((row) => Number(row.seq))
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    expect(new Set(numbers).size).toBe(40)
  })

  it('counts once when the relay dies between publishing and marking', async () => {
    const entry = note('published twice')
    await announce(noteWritten, [entry])
    await eventually(async () => expect(await waiting()).toBe(false))
    // What the crash leaves behind: stored by the server, not marked in the table.
    await writer.dataSource.transaction(async (db) => {
      await db.query(`select set_config('app.relay', 'on', true)`)
      await db.query(`update outbox set published_at = null where data->>'noteId' = $1`, [entry.data.noteId])
    })
    await eventually(async () => expect(await waiting()).toBe(false))
    await announce(noteWritten, [note('behind it')])
    await eventually(async () => expect(await copies('behind it')).toHaveLength(1))
    expect(await copies('published twice')).toHaveLength(1)
  })

  it('comes back after a failure without holding up its neighbours', async () => {
    const handler = reader.get(CopyEvents)
    handler.failing.set('fails twice', 4)
    await announce(noteWritten, [note('neighbour before'), note('fails twice'), note('neighbour after')])
    await eventually(async () => expect(await copies('neighbour before')).toHaveLength(1))
    await eventually(async () => expect(await copies('neighbour after')).toHaveLength(1))
    await eventually(async () => expect(await copies('fails twice')).toHaveLength(1), { withinMs: 15_000 })
  }, 30_000)

  it('is kept as dead after the tenth failure, and delivered no more', async () => {
    const handler = reader.get(CopyEvents)
    handler.failing.set('poison', Infinity)
    const entry = note('poison')
    await announce(noteWritten, [entry])
    const dead = await eventually(
      async () => {
        const rows = await reader.units.run(enterpriseId, (db) =>
          db.query<{ tries: number; error: string }[]>('select tries, error from dead_event'),
        )
        expect(rows).toHaveLength(1)
        return rows
      },
      { withinMs: 20_000 },
    )
    expect(dead[0]).toEqual({ tries: 10, error: 'Error: cannot copy poison' })
    await eventually(async () => expect(await pendingAcks()).toBe(0))
    expect(await copies('poison')).toHaveLength(0)
  }, 30_000)

  it('counts once each when 5,000 arrive and every one is delivered again and again', async () => {
    const count = 5000
    const entries = Array.from({ length: count }, () => note('storm'))
    for (let i = 0; i < count; i += 1000) await announce(noteFlagged, entries.slice(i, i + 1000))
    // A storm from the server's side too: the same envelopes once more as new messages, after the window of their message ids.
    const storm = writer.units.run(enterpriseId, (db) =>
      db
        .query<Record<string, string>[]>(`select set_config('app.relay', 'on', true)`)
        .then(() =>
          db.query<{ id: string; seq: string; data: NoteWritten; aggregate: string }[]>(
            `select id, seq, data, aggregate from outbox where data->>'text' = 'storm'`,
          ),
        ),
    )
    const subject = eventSubject(noteFlagged as unknown as DomainEvent, enterpriseId)
    const again = (await storm).map((row): Envelope<NoteWritten> => ({
      id: row.id,
      name: noteFlagged.name,
      enterpriseId,
      aggregate: row.aggregate,
      seq: Number(row.seq),
      at: new Date().toISOString(),
      data: row.data,
    }))
    expect(again).toHaveLength(count)
    for (const envelope of again) writer.bus.publish(subject, encodeJson(envelope), rawHeaders([[HEADERS.messageId, newId()]]))
    await eventually(async () => expect(await copies('storm')).toHaveLength(count), { withinMs: 60_000, everyMs: 200 })
    await eventually(async () => expect(await pendingAcks()).toBe(0), { withinMs: 60_000, everyMs: 200 })
    const found = await copies('storm')
    expect(new Set(found.map((row) => row.note_id)).size).toBe(count)
    expect(found).toHaveLength(count)
    expect(Math.max(...reader.get(CopyEvents).batches)).toBeLessThanOrEqual(200)
  }, 120_000)

  it('waits for NATS to come back', async () => {
    await nats.kill()
    await eventually(() => expect(writer.bus.connected).toBe(false))
    await announce(noteFlagged, [note('while away')])
    expect(await waiting()).toBe(true)
    await nats.start()
    await eventually(async () => expect(await copies('while away')).toHaveLength(1), { withinMs: 15_000 })
  }, 30_000)

  it('is published again when the stream is lost, and still counts once', async () => {
    await announce(noteWritten, [note('before the loss')])
    await eventually(async () => expect(await copies('before the loss')).toHaveLength(1))
    await nats.wipe()
    await publishAgain(writer.database.ownerUrl)
    await announce(noteWritten, [note('after the loss')])
    await eventually(async () => expect(await copies('after the loss')).toHaveLength(1), { withinMs: 15_000 })
    expect(await copies('before the loss')).toHaveLength(1)
  }, 30_000)

  describe('on the bus', () => {
    it('cannot be forged by another service', async () => {
      const connection = await nats.connect('sop')
      const subject = eventSubject(noteWritten as unknown as DomainEvent, enterpriseId)
      await expect(connection.jetstream().publish(subject, 'x', { timeout: 500 })).rejects.toThrow()
      await announce(noteWritten, [note('honest')])
      await eventually(async () => expect(await copies('honest')).toHaveLength(1))
      await connection.close()
    })

    it("cannot be read from another service's consumer or straight from the stream", async () => {
      const connection = await nats.connect('license')
      for (const subject of [
        '$JS.API.CONSUMER.MSG.NEXT.EVT.sop',
        '$JS.API.STREAM.MSG.GET.EVT',
        '$JS.API.CONSUMER.CREATE.EVT',
        '$JS.API.STREAM.PURGE.EVT',
      ]) {
        await expect(connection.request(subject, '{}', { timeout: 300 })).rejects.toThrow()
      }
      for (const subject of ['evt.>', 'hot.>', 'rpc.>', '_INBOX_gateway.>', 'live.>']) {
        const heard = new Promise((_resolve, reject) =>
          connection.subscribe(subject, { callback: (error) => error && reject(error) }),
        )
        await expect(heard).rejects.toThrow(/permissions violation/i)
      }
      await connection.close()
    })
  })

  it('has a consumer in the provisioned stream for every service that a contract names', async () => {
    const connection = await nats.connect('provisioner')
    const manager = await connection.jetstreamManager()
    for (const event of declaredEvents()) {
      for (const service of event.consumers) {
        const { config } = await manager.consumers.info('EVT', service)
        expect(config.filter_subjects ?? [config.filter_subject]).toContain(eventSubject(event, '*'))
      }
    }
    await connection.close()
  })
})
