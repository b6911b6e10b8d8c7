import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { SimulatedAccount } from '../account/simulated-account'
import type { MessageKind } from '../storage/records'
import type { World } from '../world/world'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const PER_MINUTE = { text: 60, media: 20, conversations: 15 } as const
/** Points of risk at which WeCom stops an account's sends for an hour, and at which it throws the account out. */
const RISK = { blocksAt: 50, kicksAt: 80, decayPerHour: 1 } as const

type Window = {
  texts: number[]
  media: number[]
  conversations: Map<string, number>
  risk: number
  riskAt: number
  blockedUntil: number
}

/** WeCom's limits on one account, as far as they are known: so many messages a minute, and a grudge against those who ignore it. */
export class Pacing {
  private readonly windows = new WeakMap<SimulatedAccount, Window>()

  constructor(private readonly world: World) {}

  /** @throws ProviderError RATE_LIMITED, RISK_CONTROL */
  admit(account: SimulatedAccount, conversationId: string, kind: MessageKind): void {
    if (!this.world.knob('pacing', account)) return
    const now = this.world.clock.now()
    const window = this.windowOf(account, now)
    if (window.blockedUntil > now) throw new ProviderError('RISK_CONTROL', '触发风控，已限制发送', window.blockedUntil - now)
    const recent = kind === 'text' || kind === 'link' || kind === 'mini-program' ? window.texts : window.media
    const limit = recent === window.texts ? PER_MINUTE.text : PER_MINUTE.media
    while (recent[0] !== undefined && recent[0] <= now - MINUTE_MS) recent.shift()
    for (const [id, at] of window.conversations) if (at <= now - MINUTE_MS) window.conversations.delete(id)
    const opened = account.conversations.has(conversationId) || window.conversations.has(conversationId)
    const tooManyNew = !opened && window.conversations.size >= PER_MINUTE.conversations
    if (recent.length >= limit || tooManyNew) {
      this.addRisk(account, window, now)
      const oldest = tooManyNew ? Math.min(...window.conversations.values()) : (recent[0] ?? now)
      throw new ProviderError('RATE_LIMITED', '操作频繁，请稍后再试', oldest + MINUTE_MS - now)
    }
    recent.push(now)
    if (!opened) window.conversations.set(conversationId, now)
  }

  private addRisk(account: SimulatedAccount, window: Window, now: number): void {
    if (!this.world.knob('risk', account)) return
    window.risk = Math.max(0, window.risk - ((now - window.riskAt) / HOUR_MS) * RISK.decayPerHour) + 1
    window.riskAt = now
    if (window.risk >= RISK.kicksAt) account.login.kick('RISK_CONTROL')
    else if (window.risk >= RISK.blocksAt) window.blockedUntil = now + HOUR_MS
  }

  private windowOf(account: SimulatedAccount, now: number): Window {
    let window = this.windows.get(account)
    if (!window) {
      window = { texts: [], media: [], conversations: new Map(), risk: 0, riskAt: now, blockedUntil: 0 }
      this.windows.set(account, window)
    }
    return window
  }
}
