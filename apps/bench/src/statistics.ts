/** The value that `share` of the samples do not exceed. @throws RangeError without samples */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  if (value === undefined) throw new RangeError('no samples')
  return value
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)
