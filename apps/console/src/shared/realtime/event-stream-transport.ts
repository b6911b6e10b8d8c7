import { parseLiveFrame } from './live-frames'
import { SILENCE_LIMIT, type LiveLink, type LiveRequest, type LiveSink, type LiveTransport } from './live-transport'

/**
 * Server-sent events at `/api/events`, for proxies that drop the upgrade to a socket. Read with fetch, because EventSource cannot send
 * the access token as a header.
 */
export class EventStreamTransport implements LiveTransport {
  readonly instant = true

  constructor(private readonly token: () => Promise<string | null>) {}

  open(request: LiveRequest, sink: LiveSink): LiveLink {
    let reader = this.read(request, sink)
    return {
      subscribe: (next) => {
        // A stream cannot be told more: a new one with the new list takes its place.
        reader.abort('replaced')
        reader = this.read(next, sink)
      },
      close: () => reader.abort('closed'),
    }
  }

  private read(request: LiveRequest, sink: LiveSink): AbortController {
    const stop = new AbortController()
    const url = new URL('/api/events', window.location.origin)
    for (const address of request.addresses) url.searchParams.append('address', address)
    if (request.since) url.searchParams.set('since', request.since)
    this.pump(url, stop, sink)
      .catch(() => undefined)
      .finally(() => {
        if (stop.signal.reason !== 'replaced') sink.closed()
      })
    return stop
  }

  private async pump(url: URL, stop: AbortController, sink: LiveSink): Promise<void> {
    const token = await this.token()
    const response = await fetch(url, {
      signal: stop.signal,
      headers: { Accept: 'text/event-stream', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    })
    if (!response.ok || !response.body) return
    sink.opened()
    const chunks = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const silence = setTimeout(() => stop.abort('silent'), SILENCE_LIMIT)
      const { done, value } = await chunks.read().finally(() => clearTimeout(silence))
      if (done) return
      const blocks = `${rest}${value}`.split(/\r?\n\r?\n/)
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const frame = parseLiveFrame(dataOf(block))
        if (frame) sink.frame(frame)
      }
    }
  }
}

function dataOf(block: string): string {
  return block
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n')
}
