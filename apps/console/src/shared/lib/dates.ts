/** `zone`: IANA name, normally the enterprise's; null means the reader's own. */
export type DateContext = { locale: string; zone: string | null }

const STYLES = {
  instant: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  shortDay: { month: 'short', day: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export type DateStyle = keyof typeof STYLES

const formats = new Map<string, Intl.DateTimeFormat>()

export function formatDate(instant: string | number | Date, style: DateStyle, context: DateContext): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return ''
  const key = `${context.locale}|${context.zone ?? ''}|${style}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(context.locale, { ...STYLES[style], ...(context.zone ? { timeZone: context.zone } : {}) })
    formats.set(key, format)
  }
  return format.format(date)
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "3 minutes ago". Under a minute it is "now"; beyond 30 days the date itself says more, so null is returned. */
export function formatRelative(instant: string | number | Date, now: number, locale: string): string | null {
  const seconds = Math.round((new Date(instant).getTime() - now) / 1000)
  if (Math.abs(seconds) > 30 * 86_400) return null
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, size] of STEPS) if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  return format.format(0, 'second')
}

/** A time left as `mm:ss`, or `h:mm:ss` from an hour on; never below zero. */
export function formatCountdown(milliseconds: number): string {
  const total = Math.max(0, Math.ceil(milliseconds / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(total / 3600)
  const rest = `${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}
