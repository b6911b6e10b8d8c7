import type { ProviderClass } from '@miaohui/contracts/account-hosting/delivery'
import { SETTLED_STATES, type SendState } from '@miaohui/contracts/messaging/send'

/** What the machine must know of a send. `createdAt` bounds how long its key is repeated. */
export type SendFacts = {
  state: SendState
  /** Hand-overs that were tried, without those that ended in a definite "later". */
  attempt: number
  /** True from the first time the provider may have seen it. */
  everHanded: boolean
  /** Handed over, and no definite answer to it yet: it may have taken effect. */
  inDoubt: boolean
  providerClass: ProviderClass
  createdAt: Date
}

export type SendEvent =
  | { kind: 'claim' }
  | { kind: 'hand' }
  /** Nothing was called: the claim ends without effect (paused, account gone, process stops, lease expired). */
  | { kind: 'release' }
  /** It is known before the call that it cannot be sent: a deleted picture, a broken content. */
  | { kind: 'reject'; code: string }
  | { kind: 'accepted' }
  /** The provider's acceptance is the effect itself (pulling somebody into a room). */
  | { kind: 'accepted-as-done' }
  | { kind: 'refused'; code: string }
  /** A definite "not now": it had no effect and is tried again. */
  | { kind: 'later'; code: string; retryAfterMs: number }
  /** Nobody knows: time-out, lost connection, the process that called died. */
  | { kind: 'ambiguous'; code: string }
  /** The road to the provider is interrupted: most likely nothing left the house, but that is not proven. */
  | { kind: 'cut-off'; code: string }
  /** The customer has it: an echo with our key, a history entry, a joined room. */
  | { kind: 'evidence' }
  /** The customer's side refused it after it was accepted. */
  | { kind: 'refuted'; code: string }
  | { kind: 'grace-over' }
  | { kind: 'cancel' }
  | { kind: 'skip'; code: string }
  | { kind: 'miss' }

export type Move = {
  state: SendState
  outcome?: string | null
  /** When it may be claimed again. */
  dueAt?: Date
  attempt?: number
  inDoubt?: boolean
}

export type Limits = { maxAttempts: number; keyLifeMs: number; backoffMs: number }

/** Worker keys live 7 days at least; a message that is a day late does more harm than none. */
export const LIMITS: Limits = { maxAttempts: 8, keyLifeMs: 24 * 3600_000, backoffMs: 1000 }
const MAX_BACKOFF_MS = 60_000

/** States from which each event may start: the guards of the SQL statements are taken from here. */
export const FROM: Record<SendEvent['kind'], readonly SendState[]> = {
  claim: ['planned'],
  hand: ['claimed'],
  release: ['claimed'],
  reject: ['claimed'],
  accepted: ['handed'],
  'accepted-as-done': ['handed'],
  refused: ['handed'],
  later: ['handed'],
  ambiguous: ['handed'],
  'cut-off': ['handed'],
  // Late evidence wins over everything that we concluded without proof; `planned` and `claimed` count when it was handed over before.
  evidence: ['planned', 'claimed', 'handed', 'acked', 'unknown', 'failed', 'missed', 'cancelled', 'skipped'],
  refuted: ['handed', 'acked', 'delivered', 'unknown'],
  'grace-over': ['acked'],
  cancel: ['planned', 'claimed'],
  skip: ['planned', 'claimed'],
  miss: ['planned', 'claimed'],
}

export const isSettled = (state: SendState): boolean => SETTLED_STATES.includes(state)

/**
 * The life of a send (reliability page §1.4). Null: the event does not apply to a send in this state, which is how somebody else's
 * change shows; the caller leaves the row alone.
 */
export function transition(send: SendFacts, event: SendEvent, now: Date, limits: Limits = LIMITS): Move | null {
  if (!FROM[event.kind].includes(send.state)) return null
  switch (event.kind) {
    case 'claim':
      return { state: 'claimed' }
    case 'hand':
      return { state: 'handed', attempt: send.attempt + 1, inDoubt: true }
    case 'release':
      return { state: 'planned' }
    case 'reject':
      return { state: send.inDoubt ? 'unknown' : 'failed', outcome: event.code }
    case 'accepted':
      return { state: 'acked', outcome: null, inDoubt: false }
    case 'accepted-as-done':
      return { state: 'delivered', outcome: null, inDoubt: false }
    case 'evidence':
      return send.everHanded ? { state: 'delivered', outcome: null, inDoubt: false } : null
    case 'refused':
    case 'refuted':
      return { state: 'failed', outcome: event.code, inDoubt: false }
    case 'later':
      // The key is the same in every attempt, so a definite "no" also speaks for the attempts before it.
      if (tooOld(send, now, limits)) return { state: 'failed', outcome: event.code, inDoubt: false }
      return {
        state: 'planned',
        outcome: event.code,
        dueAt: after(now, event.retryAfterMs),
        attempt: send.attempt - 1,
        inDoubt: false,
      }
    case 'ambiguous':
      if (send.providerClass !== 'A' || send.attempt >= limits.maxAttempts || tooOld(send, now, limits))
        return { state: 'unknown', outcome: event.code }
      return { state: 'planned', outcome: event.code, dueAt: after(now, backoff(send.attempt, limits)) }
    case 'cut-off':
      // Repeating a key of class A does no harm, so an outage of the bus, however long, uses up no attempts.
      if (send.providerClass !== 'A' || tooOld(send, now, limits)) return { state: 'unknown', outcome: event.code }
      return { state: 'planned', outcome: event.code, dueAt: after(now, limits.backoffMs), attempt: send.attempt - 1 }
    case 'grace-over':
      // A worker of class A has stored what it accepted under our key: that is the best evidence there is when its echo is lost.
      if (send.providerClass === 'A') return { state: 'delivered', outcome: null }
      return tooOld(send, now, limits) ? { state: 'unknown', outcome: 'NO_RESULT' } : null
    case 'cancel':
      return dropped(send, 'cancelled', null)
    case 'skip':
      return dropped(send, 'skipped', event.code)
    case 'miss':
      return dropped(send, 'missed', 'EXPIRED')
  }
}

/** A send that may have taken effect is never reported as not sent. */
function dropped(send: SendFacts, state: SendState, outcome: string | null): Move {
  return send.inDoubt ? { state: 'unknown', outcome: outcome ?? 'CANCELLED' } : { state, outcome }
}

function tooOld(send: SendFacts, now: Date, limits: Limits): boolean {
  return now.getTime() - send.createdAt.getTime() >= limits.keyLifeMs
}

/** 1, 2, 4 … seconds, a minute at most. */
export function backoff(attempt: number, limits: Limits): number {
  return Math.min(limits.backoffMs * 2 ** Math.max(0, attempt - 1), MAX_BACKOFF_MS)
}

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms)
