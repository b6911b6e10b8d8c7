/** How far the server's clock is ahead of ours (ms). Deadlines are the server's, and computers on desks run minutes wrong. */
let offset = 0

/** A `Date` header says whole seconds and arrives late: small differences mean nothing. */
const NOISE = 2_000

/** @param header the `Date` header of an answer that arrived at `now` */
export function learnServerTime(header: string | null, now = Date.now()): void {
  const server = header ? Date.parse(header) : Number.NaN
  if (Number.isNaN(server)) return
  const difference = server - now
  offset = Math.abs(difference) < NOISE ? 0 : difference
}

/** Time left (ms, never negative) until an instant of the server, seen at `now` of this computer. */
export function timeLeft(deadline: string, now: number): number {
  return Math.max(0, Date.parse(deadline) - (now + offset))
}
