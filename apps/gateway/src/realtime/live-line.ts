import type { MemberActor } from '@miaohui/contracts/kernel/actor'
import type { AccessSession } from '../access/access-tokens'
import type { Frame } from './frame'

/** Why a line is cut. The numbers are WebSocket close codes; a browser comes back in any case and is told then. */
export const CLOSE = {
  shutdown: 1001,
  tooSlow: 1008,
  later: 1013,
  sessionEnded: 4401,
  membershipEnded: 4403,
} as const
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]

/** How frames get to one browser: a socket or an event stream. Drops the line instead of queueing without bound. */
export interface LineSink {
  send(frame: Frame): void
  close(code: CloseCode): void
}

/** One browser's open line. */
export class LiveLine {
  /** What it listens to, `<enterpriseId>/<topic>`. */
  readonly addresses = new Set<string>()
  /** As whom, per enterprise. */
  actors = new Map<string, MemberActor>()
  /** Counts subscriptions, so that an answer that took long does not undo a newer one. */
  turn = 0
  open = true

  constructor(
    readonly session: AccessSession,
    readonly sink: LineSink,
  ) {}
}
