import type { LiveAddress, LiveFrame } from './live-frames'

export type LiveRequest = { addresses: LiveAddress[]; since?: string }

/** What a transport reports. `closed` comes once, also when it never opened. */
export type LiveSink = { opened(): void; frame(frame: LiveFrame): void; closed(): void }

/** An open line. `subscribe` replaces the list of addresses. */
export type LiveLink = { subscribe(request: LiveRequest): void; close(): void }

/** One way to hear of changes: socket, event stream, or looking again and again. */
export interface LiveTransport {
  /** Whether notices come as they happen. */
  readonly instant: boolean
  open(request: LiveRequest, sink: LiveSink): LiveLink
}

/** The server pings each 25 s, under the common 60 s limit of proxies; after this silence (ms) the line counts as dead. */
export const SILENCE_LIMIT = 60_000
