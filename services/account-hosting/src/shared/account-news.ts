import { EventEmitter, once } from 'node:events'
import { Injectable } from '@nestjs/common'

/** How often a waiting request looks by itself: the account may be changed by another replica, which is not heard here. */
const LOOK_MS = 150

/** Wakes those in this process who wait for an account to change. */
@Injectable()
export class AccountNews {
  private readonly emitter = new EventEmitter().setMaxListeners(0)

  changed(accountId: string): void {
    this.emitter.emit(accountId)
  }

  /** Looks until `look` finds something, after every change and now and then. Undefined when the time is up. */
  async until<T>(accountId: string, deadline: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
    for (;;) {
      const abort = new AbortController()
      const changed = once(this.emitter, accountId, { signal: abort.signal }).catch(() => undefined)
      const found = await look()
      const left = deadline - Date.now()
      if (found !== undefined || left <= 0) {
        abort.abort()
        return found
      }
      const timer = setTimeout(() => abort.abort(), Math.min(LOOK_MS, left))
      await changed
      clearTimeout(timer)
    }
  }
}
