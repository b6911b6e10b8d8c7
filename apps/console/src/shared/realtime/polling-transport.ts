import type { LiveLink, LiveRequest, LiveSink, LiveTransport } from './live-transport'

const EVERY = 10_000

/** The last resort behind a proxy that lets no stream through: what is on the screen is read again each 10 s. */
export class PollingTransport implements LiveTransport {
  readonly instant = false

  open(_request: LiveRequest, sink: LiveSink): LiveLink {
    const timer = setInterval(() => sink.frame({ kind: 'resync' }), EVERY)
    queueMicrotask(() => sink.opened())
    return {
      subscribe: () => undefined,
      close: () => {
        clearInterval(timer)
        sink.closed()
      },
    }
  }
}
