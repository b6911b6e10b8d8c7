import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { AccessSession } from '../access/access-tokens'
import type { Memberships } from '../access/memberships'
import { Frame } from './frame'
import { mayHear, mayListen, parseAddress } from './hearing'
import { CLOSE, LiveLine, type CloseCode, type LineSink } from './live-line'
import { NoticeRing, type RingEntry } from './notice-ring'

const MAX_ADDRESSES = 500
const MAX_LINES_PER_USER = 20
const RESYNC = Frame.of({ kind: 'resync' })

/** All open lines of this process, and who hears what. A line lives no longer than the access token it was opened with. */
export class LiveLines {
  private readonly lines = new Set<LiveLine>()
  private readonly listeners = new Map<string, Set<LiveLine>>()

  constructor(
    private readonly memberships: Memberships,
    private readonly ring: NoticeRing = new NoticeRing(),
  ) {}

  get size(): number {
    return this.lines.size
  }

  open(session: AccessSession, sink: LineSink): LiveLine {
    const own = [...this.lines].filter((line) => line.session.userId === session.userId)
    if (own.length >= MAX_LINES_PER_USER) this.close(own[0]!, CLOSE.later)
    const line = new LiveLine(session, sink)
    this.lines.add(line)
    return line
  }

  /**
   * Replaces what the line listens to, then hands over what came after the notice `since`, or says that the browser must read anew.
   * What the member may not hear is left out; the answer lists what was accepted. A line for which nobody can say who listens is cut:
   * the browser comes back and asks again. Never throws.
   */
  async subscribe(line: LiveLine, wanted: readonly unknown[], since?: string): Promise<void> {
    const turn = ++line.turn
    const allowed = await this.allowed(line, wanted.slice(0, MAX_ADDRESSES)).catch(() => undefined)
    if (!allowed) return this.close(line, CLOSE.later)
    if (!line.open || turn !== line.turn) return
    this.listen(line, allowed.addresses, allowed.actors)
    line.sink.send(Frame.of({ kind: 'subscribed', addresses: allowed.addresses }))
    if (since === undefined) return
    const missed = this.ring.after(since)
    if (!missed) line.sink.send(RESYNC)
    else for (const entry of missed) if (line.addresses.has(entry.address)) deliver(line, entry)
  }

  /** A notice from the bus. */
  publish(entry: RingEntry): void {
    this.ring.push(entry)
    for (const line of this.listeners.get(entry.address) ?? []) deliver(line, entry)
  }

  /** Notices may have been lost on the way here: nobody can be told what, so everybody reads anew. */
  resync(): void {
    this.ring.clear()
    this.broadcast(RESYNC)
  }

  broadcast(frame: Frame): void {
    for (const line of this.lines) line.sink.send(frame)
  }

  closeSession(sessionId: string): void {
    for (const line of this.lines) if (line.session.sessionId === sessionId) this.close(line, CLOSE.sessionEnded)
  }

  closeAll(code: CloseCode): void {
    for (const line of [...this.lines]) this.close(line, code)
  }

  close(line: LiveLine, code: CloseCode): void {
    if (!line.open) return
    this.forget(line)
    line.sink.close(code)
  }

  /** The browser is gone. */
  forget(line: LiveLine): void {
    line.open = false
    this.lines.delete(line)
    this.listen(line, [], new Map())
  }

  /** Ends lines whose token or membership has ended and takes away what a member may not hear any more. */
  async recheck(): Promise<void> {
    await Promise.all([...this.lines].map((line) => this.recheckLine(line)))
  }

  private async recheckLine(line: LiveLine): Promise<void> {
    if (line.session.expiresAt <= Date.now()) return this.close(line, CLOSE.sessionEnded)
    const { turn } = line
    try {
      const actors = new Map<string, MemberActor>()
      for (const enterpriseId of line.actors.keys()) {
        actors.set(enterpriseId, await this.memberships.actorOf(line.session, enterpriseId))
      }
      if (!line.open || turn !== line.turn) return
      const still = [...line.addresses].filter((address) => isAllowed(address, actors))
      this.listen(line, still, actors)
    } catch (error) {
      const ended = error instanceof Problem && error.is(commonProblems.NOT_FOUND)
      this.close(line, ended ? CLOSE.membershipEnded : CLOSE.later)
    }
  }

  private async allowed(
    line: LiveLine,
    wanted: readonly unknown[],
  ): Promise<{ addresses: string[]; actors: Map<string, MemberActor> }> {
    const actors = new Map<string, MemberActor>()
    const enterprises = new Set(wanted.map((text) => parseAddress(text)?.enterpriseId).filter((id) => id !== undefined))
    await Promise.all(
      [...enterprises].map(async (id) => {
        const actor = await this.memberIn(line.session, id)
        if (actor) actors.set(id, actor)
      }),
    )
    const addresses = new Set(wanted.filter((text): text is string => isAllowed(text, actors)))
    return { addresses: [...addresses], actors }
  }

  private async memberIn(session: AccessSession, enterpriseId: string): Promise<MemberActor | undefined> {
    try {
      return await this.memberships.actorOf(session, enterpriseId)
    } catch (error) {
      if (error instanceof Problem && error.is(commonProblems.NOT_FOUND)) return undefined
      throw error
    }
  }

  private listen(line: LiveLine, addresses: readonly string[], actors: Map<string, MemberActor>): void {
    for (const address of line.addresses) {
      const hearers = this.listeners.get(address)
      hearers?.delete(line)
      if (hearers?.size === 0) this.listeners.delete(address)
    }
    line.addresses.clear()
    line.actors = actors
    for (const address of addresses) {
      line.addresses.add(address)
      const hearers = this.listeners.get(address)
      if (hearers) hearers.add(line)
      else this.listeners.set(address, new Set([line]))
    }
  }
}

function isAllowed(text: unknown, actors: ReadonlyMap<string, MemberActor>): boolean {
  const address = parseAddress(text)
  const actor = address && actors.get(address.enterpriseId)
  return actor !== undefined && mayListen(actor, address!.topic)
}

function deliver(line: LiveLine, { address, noun, frame }: RingEntry): void {
  const slash = address.indexOf('/')
  const actor = line.actors.get(address.slice(0, slash))
  if (actor && mayHear(actor, address.slice(slash + 1), noun)) line.sink.send(frame)
}
