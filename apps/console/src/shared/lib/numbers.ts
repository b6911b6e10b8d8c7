const formats = new Map<string, Intl.NumberFormat>()

function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${JSON.stringify(options)}`
  let known = formats.get(key)
  if (!known) formats.set(key, (known = new Intl.NumberFormat(locale, options)))
  return known
}

export function formatNumber(value: number, locale: string): string {
  return format(locale, { maximumFractionDigits: 1 }).format(value)
}

/**
 * `part` of `whole` in whole percent. Rounded towards the middle: 100 % is shown only when nothing is missing and 0 % only when nothing
 * is done, because people act on these two.
 */
export function percentOf(part: number, whole: number): number {
  if (whole <= 0) return 0
  const exact = (part / whole) * 100
  if (exact <= 0) return 0
  if (exact >= 100) return 100
  return Math.min(99, Math.max(1, Math.round(exact)))
}

export function formatPercent(percent: number, locale: string): string {
  return format(locale, { style: 'percent', maximumFractionDigits: 0 }).format(percent / 100)
}

export function formatBytes(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)))
  return format(locale, {
    style: 'unit',
    unit: units[step],
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1024 ** step)
}
