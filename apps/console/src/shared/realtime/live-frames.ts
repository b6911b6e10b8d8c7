/** Something changed on the server. Best effort: who missed one re-reads. `rev` grows with every change of the record `entity`. */
export type LiveNotice = {
  id: string
  ts: string
  topic: string
  type: string
  entity: string
  rev: number
  patch: Record<string, unknown>
}

/**
 * Where notices come from: `<enterpriseId>/<topic>`, for example `<id>/team:<teamId>:inbox`. The enterprise is part of it because one
 * connection serves all tabs of a browser.
 */
export type LiveAddress = string

export function liveAddress(enterpriseId: string, topic: string): LiveAddress {
  return `${enterpriseId}/${topic}`
}

/** What the server says. `resync`: notices were lost, re-read what is on the screen. `ping`: the line is alive (each 25 s). */
export type LiveFrame =
  | { kind: 'hello'; version: string }
  | { kind: 'notice'; enterpriseId: string; notice: LiveNotice }
  | { kind: 'resync' }
  | { kind: 'ping' }

/** What the console says over the socket: the whole list of addresses, and the last notice it has seen. */
export type LiveSubscription = { kind: 'subscribe'; addresses: LiveAddress[]; since?: string }

/** A frame, or null for text of another kind (a newer server may send more): such text is ignored. */
export function parseLiveFrame(text: string): LiveFrame | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isRecord(value)) return null
  if (value.kind === 'resync' || value.kind === 'ping') return { kind: value.kind }
  if (value.kind === 'hello') return { kind: 'hello', version: String(value.version ?? '') }
  if (value.kind === 'notice' && typeof value.enterpriseId === 'string' && isNotice(value.notice)) {
    return { kind: 'notice', enterpriseId: value.enterpriseId, notice: value.notice }
  }
  return null
}

function isNotice(value: unknown): value is LiveNotice {
  if (!isRecord(value) || typeof value.rev !== 'number' || !isRecord(value.patch)) return false
  return ['id', 'ts', 'topic', 'type', 'entity'].every((name) => typeof value[name] === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
