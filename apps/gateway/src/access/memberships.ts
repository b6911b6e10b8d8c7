import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { resolveAccess, type Membership } from '@miaohui/contracts/org/enterprise'
import { LeastRecent } from '@miaohui/platform/rpc/least-recent'
import type { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import type { AccessSession } from './access-tokens'

/** Milliseconds. A suspended member is out after `fresh`; while org cannot be asked, an old answer is good for `stale`. */
const AGE = { fresh: 5_000, stale: 30_000, refused: 1_000 } as const
/** After org failed to answer it is left alone for so long, so that requests do not queue up behind its deadline. */
const RETRY_MS = 1_000
const DEADLINE_MS = 2_000
const REMEMBERED = 20_000

type Entry = {
  /** Undefined: no member there. */
  membership?: Membership
  askedAt: number
  retryAt: number
  answered: boolean
  asking?: Promise<void>
  actors: Map<string, MemberActor>
}

/** Who a user is in an enterprise: asked of org at most every five seconds, once however many requests wait for it. */
export class Memberships {
  private readonly entries = new LeastRecent<string, Entry>(REMEMBERED)
  private readonly changedAt = new LeastRecent<string, number>(REMEMBERED)

  constructor(
    private readonly rpc: RpcClient,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Answers at once when it knows.
   * @throws Problem NOT_FOUND when the user is no active member there, UPSTREAM_UNAVAILABLE when nobody can tell.
   */
  actorOf(session: AccessSession, enterpriseId: string): MemberActor | Promise<MemberActor> {
    const entry = this.entryOf(session.userId, enterpriseId)
    if (this.isFresh(entry, enterpriseId)) return actorIn(entry, session)
    return this.askAgain(entry, session, enterpriseId)
  }

  /** Something about members of this enterprise changed: the next request asks anew. */
  changed(enterpriseId: string): void {
    this.changedAt.set(enterpriseId, this.now())
  }

  private entryOf(userId: string, enterpriseId: string): Entry {
    const key = `${userId}:${enterpriseId}`
    let entry = this.entries.get(key)
    if (!entry) {
      entry = { askedAt: -Infinity, retryAt: -Infinity, answered: false, actors: new Map() }
      this.entries.set(key, entry)
    }
    return entry
  }

  private isFresh(entry: Entry, enterpriseId: string): boolean {
    const age = this.now() - entry.askedAt
    if (!entry.answered || age > (entry.membership ? AGE.fresh : AGE.refused)) return false
    const changedAt = this.changedAt.get(enterpriseId)
    return changedAt === undefined || entry.askedAt > changedAt
  }

  private async askAgain(entry: Entry, session: AccessSession, enterpriseId: string): Promise<MemberActor> {
    if (entry.asking || this.now() >= entry.retryAt) {
      entry.asking ??= this.ask(entry, session, enterpriseId).finally(() => (entry.asking = undefined))
      await entry.asking
    }
    const usable = entry.answered && this.now() - entry.askedAt <= AGE.stale
    if (!usable) throw new Problem(commonProblems.UPSTREAM_UNAVAILABLE, { detail: 'org does not say who this is' })
    return actorIn(entry, session)
  }

  private async ask(entry: Entry, session: AccessSession, enterpriseId: string): Promise<void> {
    const askedAt = this.now()
    const { userId, actor } = session
    let membership: Membership | undefined
    try {
      membership = await this.rpc.call(resolveAccess, { userId, enterpriseId }, { actor, deadlineMs: DEADLINE_MS })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (!error.is(commonProblems.NOT_FOUND)) {
        entry.retryAt = this.now() + RETRY_MS
        return
      }
    }
    Object.assign(entry, { membership, askedAt, answered: true, retryAt: -Infinity, actors: new Map() })
  }
}

function actorIn(entry: Entry, session: AccessSession): MemberActor {
  const { membership, actors } = entry
  if (!membership) throw new Problem(commonProblems.NOT_FOUND)
  let actor = actors.get(session.sessionId)
  if (!actor) {
    actor = memberActor(membership, session)
    actors.set(session.sessionId, actor)
  }
  return actor
}

/** Frozen, so that its signed form can be remembered with it. */
function memberActor(m: Membership, session: AccessSession): MemberActor {
  return Object.freeze<MemberActor>({
    kind: 'member',
    userId: session.userId,
    sessionId: session.sessionId,
    enterpriseId: m.enterpriseId,
    memberId: m.memberId,
    name: m.memberName,
    isSuperAdmin: m.isSuperAdmin,
    permissions: m.permissions,
    dataScope: m.dataScope,
    teamIds: m.teams.map((t) => t.id),
  })
}
