import { onScopeDispose, ref, type Ref } from 'vue'

const tickers = new Map<number, { now: Ref<number>; users: number; timer: ReturnType<typeof setInterval> }>()

/** The time, moved on each `every` ms. All users of one pace share one timer and so change in one render. */
export function useNow(every = 30_000): Readonly<Ref<number>> {
  let ticker = tickers.get(every)
  if (!ticker) {
    const now = ref(Date.now())
    ticker = { now, users: 0, timer: setInterval(() => (now.value = Date.now()), every) }
    tickers.set(every, ticker)
  }
  const used = ticker
  used.users++
  onScopeDispose(() => {
    if (--used.users > 0) return
    clearInterval(used.timer)
    tickers.delete(every)
  })
  return used.now
}
