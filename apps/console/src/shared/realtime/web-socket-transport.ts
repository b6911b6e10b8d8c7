import { parseLiveFrame, type LiveSubscription } from './live-frames'
import { SILENCE_LIMIT, type LiveLink, type LiveRequest, type LiveSink, type LiveTransport } from './live-transport'

/** Socket at `/ws`, opened with a one-time ticket: an access token would end up in the logs of proxies. */
export class WebSocketTransport implements LiveTransport {
  readonly instant = true

  constructor(private readonly ticket: () => Promise<string>) {}

  open(request: LiveRequest, sink: LiveSink): LiveLink {
    let wanted = request
    let socket: WebSocket | null = null
    let over = false
    let silence: ReturnType<typeof setTimeout> | undefined

    const end = () => {
      if (over) return
      over = true
      clearTimeout(silence)
      socket?.close()
      sink.closed()
    }
    const heard = () => {
      clearTimeout(silence)
      silence = setTimeout(end, SILENCE_LIMIT)
    }
    const subscribe = () => {
      const frame: LiveSubscription = { kind: 'subscribe', ...wanted }
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
    }

    heard()
    this.ticket()
      .then((ticket) => {
        if (over) return
        const url = new URL('/ws', window.location.href)
        url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
        url.searchParams.set('ticket', ticket)
        socket = new WebSocket(url)
        socket.onopen = () => {
          heard()
          subscribe()
          sink.opened()
        }
        socket.onmessage = (event) => {
          heard()
          const frame = parseLiveFrame(String(event.data))
          if (frame) sink.frame(frame)
        }
        socket.onclose = end
        socket.onerror = end
      })
      .catch(end)

    return {
      subscribe(next) {
        wanted = next
        subscribe()
      },
      close: end,
    }
  }
}
