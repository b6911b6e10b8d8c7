import type { Site } from './site'
import type { Row } from './table'

/** One thing that is measured on a running product. */
export type Phase = {
  name: string
  /** Processes that are profiled when a target was missed. */
  processes: readonly string[]
  /** `others`: cores that strangers kept busy meanwhile, at most. */
  measure: (site: Site) => Promise<{ rows: Row[]; others: number }>
  /** The same work once more, for the profiler. */
  exercise: (site: Site) => Promise<void>
}
