import { contactsListed, roomsListed, syncFinished, tagsListed } from '@miaohui/contracts/account-hosting/events'
import { setTimeout as wait } from 'node:timers/promises'
import { Outbox } from '@miaohui/persistence/outbox'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Clock } from '@miaohui/platform/time'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import { Injectable } from '@nestjs/common'
import { AccountStore } from '../accounts/account-store'
import type { AccountRow } from '../accounts/account.row'
import type { StreamLease } from '../hosting/stream-lease'
import type { AccountLink } from '../provider/hosting-provider'
import { AccountNews } from '../shared/account-news'
import { RunReplaced, SyncJournal, type PartName, type PartRow } from './sync-journal'

const PAGE = 100
const TAGS_AT_ONCE = 2_000
const TRIES = 5
const READY_WITHIN_MS = 150_000

/**
 * Reads tags, customers and rooms of an account: ids in order, a page at a time, each announced as one event. The run goes on where an
 * earlier holder of the account stopped.
 */
@Injectable()
export class RunSync {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly outbox: Outbox,
    private readonly news: AccountNews,
    private readonly clock: Clock,
  ) {}

  async execute(account: AccountRow, link: AccountLink, lease: StreamLease, ended: AbortSignal): Promise<void> {
    const run = await SyncJournal.open(this.unitOfWork, account)
    if (!run) return
    const journal = new SyncJournal(account, run.run_id, lease, {
      unitOfWork: this.unitOfWork,
      store: this.store,
      outbox: this.outbox,
    })
    const part = (name: PartName): PartRow =>
      run.parts.find((p) => p.part === name) ?? { part: name, done: 0, total: null, read_up_to: null, complete: false }
    const of = { accountId: account.id, teamId: account.team_id }
    try {
      await this.readTags(part('tags'), of, link, journal)
      const contacts = await this.readPages(
        part('contacts'),
        journal,
        ended,
        { ids: () => link.contactIds(), page: (ids) => link.contacts(ids), settled: () => this.isReady(account, ended) },
        (items) => (outbox) =>
          outbox.append(contactsListed, { aggregate: `contacts:${account.id}`, data: { ...of, contacts: items } }),
      )
      const rooms = await this.readPages(
        part('rooms'),
        journal,
        ended,
        { ids: () => link.roomIds(), page: (ids) => link.rooms(ids), settled: async () => undefined },
        (items) => (outbox) => outbox.append(roomsListed, { aggregate: `rooms:${account.id}`, data: { ...of, rooms: items } }),
      )
      const at = this.clock.now().toISOString()
      await journal.end(null, (outbox) =>
        outbox.append(syncFinished, { aggregate: `account:${account.id}`, data: { ...of, contacts, rooms, at } }),
      )
    } catch (error) {
      if (ended.aborted || error instanceof RunReplaced) return
      if (!(error instanceof ProviderError)) throw error
      await journal.end(error.code)
    }
  }

  private async readTags(
    part: PartRow,
    of: { accountId: string; teamId: string },
    link: AccountLink,
    journal: SyncJournal,
  ): Promise<void> {
    if (part.complete) return
    const tags = (await patiently(() => link.tags())).slice(0, TAGS_AT_ONCE)
    await journal.write({ ...part, done: tags.length, total: tags.length, complete: true }, (outbox) =>
      outbox.append(tagsListed, { aggregate: `tags:${of.accountId}`, data: { ...of, tags } }),
    )
  }

  /** @returns how many records were read */
  private async readPages<T>(
    start: PartRow,
    journal: SyncJournal,
    ended: AbortSignal,
    read: { ids: () => Promise<string[]>; page: (ids: string[]) => Promise<T[]>; settled: () => Promise<void> },
    announce: (items: T[]) => (outbox: Outbox) => Promise<void>,
  ): Promise<number> {
    if (start.complete) return start.done
    const list = async (): Promise<string[]> => [...new Set(await patiently(read.ids))].sort()
    let ids = await list()
    let part = { ...start, total: ids.length }
    await journal.write(part)
    const seen = new Set(part.read_up_to === null ? [] : ids.filter((id) => id <= part.read_up_to!))
    for (let first = true; ; first = false) {
      const fresh = ids.filter((id) => !seen.has(id))
      if (fresh.length === 0 && !first) break
      let ahead = fresh.length > 0 ? patiently(() => read.page(fresh.slice(0, PAGE))) : undefined
      for (let i = 0; i < fresh.length && ahead; i += PAGE) {
        const items = await ahead
        ended.throwIfAborted()
        const next = fresh.slice(i + PAGE, i + 2 * PAGE)
        // The next page is read while this one is written.
        ahead = next.length > 0 ? patiently(() => read.page(next)) : undefined
        ahead?.catch(() => undefined)
        const page = fresh.slice(i, i + PAGE)
        for (const id of page) seen.add(id)
        const last = page.at(-1)!
        part = { ...part, done: part.done + page.length, read_up_to: first ? last : part.read_up_to }
        await journal.write(part, items.length > 0 ? announce(items) : undefined)
      }
      // A worker may still be filling its lists while the account is signing in: look again when it says that it is ready.
      await read.settled()
      ids = await list()
      part = { ...part, total: Math.max(ids.length, part.done) }
    }
    await journal.write({ ...part, complete: true })
    return part.done
  }

  private async isReady({ id, enterprise_id }: AccountRow, ended: AbortSignal): Promise<void> {
    await this.news.until(id, Date.now() + READY_WITHIN_MS, async () => {
      ended.throwIfAborted()
      const { state } = await this.unitOfWork.run(enterprise_id, (db) => this.store.get(db, id))
      return state === 'syncing' ? undefined : state
    })
  }
}

/** Reading has no effect at the worker: a call that failed for the moment is made again. */
async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read()
    } catch (error) {
      const hopeless = !(error instanceof ProviderError) || error.retry === 'definite' || error.code === 'ACCOUNT_OFFLINE'
      if (hopeless || attempt >= TRIES) throw error
      await wait(200 * 2 ** attempt)
    }
  }
}
