/** The instant at which the day of `now` began in a zone (IANA name; null for the reader's own). */
export function startOfDay(now: Date, zone: string | null): Date {
  const format = new Intl.DateTimeFormat('en-US', {
    ...(zone ? { timeZone: zone } : {}),
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  })
  const wall = (instant: Date) => {
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
    return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0, part.second ?? 0)
  }
  const midnight = Math.floor(wall(now) / 86_400_000) * 86_400_000
  // The clock may have been put forward or back since midnight, so the zone's offset is taken at midnight itself.
  const guess = new Date(midnight - (wall(now) - Math.floor(now.getTime() / 1000) * 1000))
  return new Date(guess.getTime() + (midnight - wall(guess)))
}
