import { isId } from '@miaohui/contracts/kernel/ids'
import type { LiveNotice } from '@miaohui/contracts/kernel/live'
import type { Bus } from '@miaohui/platform/nats/bus'
import type pino from 'pino'
import type { Memberships } from '../access/memberships'
import { Frame } from './frame'
import type { LiveLines } from './live-lines'

type Message = { subject: string; data: Uint8Array }

/** Every live notice of every service, through one subscription for the whole process. */
export class NoticeFeed {
  constructor(
    private readonly bus: Bus,
    private readonly lines: LiveLines,
    private readonly memberships: Memberships,
    private readonly log: pino.Logger,
  ) {}

  start(): void {
    this.bus.connection.subscribe('live.>', {
      callback: (error, message) => {
        if (error) this.log.error({ err: error }, 'the feed of live notices failed')
        else this.take(message)
      },
    })
    this.bus.onReconnect(() => this.lines.resync())
  }

  private take(message: Message): void {
    const enterpriseId = message.subject.split('.')[1]
    const text = Buffer.from(message.data.buffer, message.data.byteOffset, message.data.length).toString('utf8')
    const notice = parse(text)
    if (!notice || !isId(enterpriseId)) {
      this.log.warn({ subject: message.subject }, 'a live notice is not readable')
      return
    }
    if (notice.topic === 'enterprise:org') this.memberships.changed(enterpriseId)
    this.lines.publish({
      id: notice.id,
      address: `${enterpriseId}/${notice.topic}`,
      noun: notice.type.split('.')[0] ?? '',
      // The notice is passed on as it came: writing it again would cost as much as everything else here.
      frame: new Frame(`{"kind":"notice","enterpriseId":"${enterpriseId}","notice":${text}}`, notice.id),
    })
  }
}

function parse(text: string): LiveNotice | undefined {
  try {
    const notice = JSON.parse(text) as Partial<LiveNotice> | null
    const usable = isId(notice?.id) && typeof notice.topic === 'string' && typeof notice.type === 'string'
    return usable ? (notice as LiveNotice) : undefined
  } catch {
    return undefined
  }
}
