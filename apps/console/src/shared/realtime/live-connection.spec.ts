import { LiveConnection, waitBefore, type LiveStatus } from './live-connection'
import type { LiveFrame } from './live-frames'
import type { LiveRequest, LiveSink, LiveTransport } from './live-transport'

type Opened = { request: LiveRequest; sink: LiveSink; subscribed: LiveRequest[] }

class ScriptedTransport implements LiveTransport {
  readonly opened: Opened[] = []

  constructor(readonly instant: boolean) {}

  open(request: LiveRequest, sink: LiveSink) {
    const line: Opened = { request, sink, subscribed: [] }
    this.opened.push(line)
    return { subscribe: (next: LiveRequest) => line.subscribed.push(next), close: () => sink.closed() }
  }

  get last(): Opened {
    const line = this.opened.at(-1)
    if (!line) throw new Error('nothing was opened')
    return line
  }
}

const notice = (id: string): LiveFrame => ({
  kind: 'notice',
  enterpriseId: 'e1',
  notice: { id, ts: '2026-11-22T00:00:00Z', topic: 'team:t1:inbox', type: 'message.added', entity: 'm1', rev: 1, patch: {} },
})

function connection() {
  const socket = new ScriptedTransport(true)
  const stream = new ScriptedTransport(true)
  const polling = new ScriptedTransport(false)
  const statuses: LiveStatus[] = []
  const frames: LiveFrame[] = []
  const live = new LiveConnection(
    [socket, stream, polling],
    { status: (s) => statuses.push(s), frame: (f) => frames.push(f) },
    () => 0,
    ['e1/team:t1:inbox'],
  )
  live.start()
  return { live, socket, stream, polling, statuses, frames }
}

beforeEach(() => jest.useFakeTimers())
afterEach(() => jest.useRealTimers())

describe('live connection', () => {
  it('is live once the socket opens and hands on what it hears', () => {
    const { socket, statuses, frames } = connection()
    socket.last.sink.opened()
    socket.last.sink.frame(notice('n1'))
    expect(statuses).toEqual(['connecting', 'live'])
    expect(frames).toHaveLength(1)
  })

  it('says nothing of an outage under 3 s, then reconnecting, then down at 15 s', () => {
    const { socket, statuses } = connection()
    socket.last.sink.opened()
    socket.last.sink.closed()
    jest.advanceTimersByTime(2_900)
    expect(statuses.at(-1)).toBe('live')
    jest.advanceTimersByTime(200)
    expect(statuses.at(-1)).toBe('reconnecting')
    jest.advanceTimersByTime(12_000)
    expect(statuses.at(-1)).toBe('down')
  })

  it('asks for what it missed by the id of the last notice', () => {
    const { socket } = connection()
    socket.last.sink.opened()
    socket.last.sink.frame(notice('n7'))
    socket.last.sink.closed()
    jest.advanceTimersByTime(1_000)
    expect(socket.opened).toHaveLength(2)
    expect(socket.last.request).toEqual({ addresses: ['e1/team:t1:inbox'], since: 'n7' })
  })

  it('falls back to the event stream after two refusals, then to polling, and comes back to the socket', () => {
    const { socket, stream, polling, statuses } = connection()
    socket.last.sink.closed()
    jest.advanceTimersByTime(1_000)
    socket.last.sink.closed()
    jest.advanceTimersByTime(2_000)
    expect(stream.opened).toHaveLength(1)
    stream.last.sink.closed()
    jest.advanceTimersByTime(4_000)
    stream.last.sink.closed()
    jest.advanceTimersByTime(8_000)
    polling.last.sink.opened()
    expect(statuses.at(-1)).toBe('polling')
    jest.advanceTimersByTime(60_000)
    socket.last.sink.opened()
    expect(statuses.at(-1)).toBe('live')
  })

  it('tries at once when the network comes back', () => {
    const { live, socket } = connection()
    socket.last.sink.opened()
    socket.last.sink.closed()
    live.nudge()
    expect(socket.opened).toHaveLength(2)
  })

  it('tells an open line the new list of addresses, and nothing after stop', () => {
    const { live, socket, frames } = connection()
    socket.last.sink.opened()
    live.setAddresses(['e1/enterprise:org'])
    expect(socket.last.subscribed).toEqual([{ addresses: ['e1/enterprise:org'], since: undefined }])
    live.stop()
    socket.last.sink.frame(notice('n1'))
    jest.advanceTimersByTime(120_000)
    expect(frames).toHaveLength(0)
    expect(socket.opened).toHaveLength(1)
  })

  it('waits 1 s, 2 s, 4 s and never more than 30 s plus a third', () => {
    expect([1, 2, 3, 10].map((failures) => waitBefore(failures, () => 0))).toEqual([1_000, 2_000, 4_000, 30_000])
    expect(waitBefore(10, () => 1)).toBe(39_000)
  })
})
