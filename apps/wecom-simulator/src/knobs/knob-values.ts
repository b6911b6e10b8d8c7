import type { Range } from '../random/random'

export type PopulationSize = 'S' | 'M' | 'L'
export type Delay = { p50: number; p99: number }
export type InjectedError = { code: number; details: string; prob: number }

/** Everything that can be turned while the simulator runs. Times in milliseconds of simulated time, probabilities 0…1. */
export type KnobValues = {
  /** Read when an account is created. */
  population: PopulationSize
  /** The city of the owner's phone; empty: the account's own region. Another city makes verification codes likely. */
  phoneRegion: string

  startMs: Range
  qrTtlMs: number
  /** So many QR codes are shown before the login gives up. */
  qrMaxRefresh: number
  confirmTtlMs: number
  verifyCodeProb: number
  verifyCodeProbOtherRegion: number
  codeTtlMs: number
  codeTries: number
  loginMs: Range
  syncBaseMs: number
  syncPerContactMs: number
  /** When an untrusted device is checked, counted from the login; null: never by itself. */
  newDeviceCheckMs: Range | null
  newDeviceDeadlineMs: number

  /** How a send to a customer who deleted or blocked the account fails: at once, or answered as sent and refused in the chat. */
  relationFailureMode: 'error' | 'async-system-message' | 'mixed'
  /** How often the account learns that a customer has deleted it. */
  removedEventProb: number
  /** From so many members on, a room is joined by invitation only. */
  inviteThreshold: number
  inviteAcceptProb: number
  /** Whether WeCom's limits per minute apply, and whether breaking them has consequences. */
  pacing: boolean
  risk: boolean
  /** Time until a message reaches the customer's phone. */
  deliveryMs: Delay | null

  'rpc.latency': Delay | null
  'rpc.lostRequest': number
  'rpc.lostAck': number
  'rpc.error': InjectedError | null
  'rpc.hang': number
  'stream.cut': { everySec: number } | null
  'stream.dup': number
  'echo.loss': number
}
export type KnobName = keyof KnobValues

/** Knobs that do something once instead of having a value. */
export type KnobActions = {
  kick: { reason: string }
  'newDeviceCheck.now': true
  'stream.cutNow': true
  'friendship.removed': { n: number }
}
export type KnobActionName = keyof KnobActions

type Check = (value: unknown) => boolean
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0
const whole: Check = (value) => number(value) && Number.isInteger(value)
const probability: Check = (value) => number(value) && (value as number) <= 1
const flag: Check = (value) => typeof value === 'boolean'
const text: Check = (value) => typeof value === 'string'
const oneOf =
  (...allowed: string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value)
const range: Check = (value) => Array.isArray(value) && value.length === 2 && value.every(number) && value[0] <= value[1]
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const shape =
  (fields: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]))
const delay = orNull(shape({ p50: number, p99: number }))

export const KNOB_CHECKS: Record<KnobName, Check> = {
  population: oneOf('S', 'M', 'L'),
  phoneRegion: text,
  startMs: range,
  qrTtlMs: number,
  qrMaxRefresh: whole,
  confirmTtlMs: number,
  verifyCodeProb: probability,
  verifyCodeProbOtherRegion: probability,
  codeTtlMs: number,
  codeTries: whole,
  loginMs: range,
  syncBaseMs: number,
  syncPerContactMs: number,
  newDeviceCheckMs: orNull(range),
  newDeviceDeadlineMs: number,
  relationFailureMode: oneOf('error', 'async-system-message', 'mixed'),
  removedEventProb: probability,
  inviteThreshold: whole,
  inviteAcceptProb: probability,
  pacing: flag,
  risk: flag,
  deliveryMs: delay,
  'rpc.latency': delay,
  'rpc.lostRequest': probability,
  'rpc.lostAck': probability,
  'rpc.error': orNull(shape({ code: whole, details: text, prob: probability })),
  'rpc.hang': probability,
  'stream.cut': orNull(shape({ everySec: number })),
  'stream.dup': probability,
  'echo.loss': probability,
}
export const ACTION_CHECKS: Record<KnobActionName, Check> = {
  kick: shape({ reason: text }),
  'newDeviceCheck.now': (value) => value === true,
  'stream.cutNow': (value) => value === true,
  'friendship.removed': shape({ n: whole }),
}
