/** `later`: the same call may succeed after a while; `same-key`: repeat with the same idempotency key; `never`: change the request first. */
export type Retry = 'never' | 'later' | 'same-key'

export type ProblemSpec<Code extends string = string> = { code: Code; status: number; retry: Retry; title: string }

/** Declares the refusals of one area: `{ SEAT_EXHAUSTED: { status: 409, title: '…' } }`. The key is the code; the console translates it as `problem.<code>`. */
export function defineProblems<T extends Record<string, { status: number; title: string; retry?: Retry }>>(
  table: T,
): { readonly [K in keyof T & string]: ProblemSpec<K> } {
  const entries = Object.entries(table).map(([code, p]) => [
    code,
    { code, status: p.status, title: p.title, retry: p.retry ?? 'never' },
  ])
  return Object.fromEntries(entries) as { readonly [K in keyof T & string]: ProblemSpec<K> }
}

/** What is wrong with one field; `path` is dotted (`messages.0.text`), `code` is translated by the console as `field.<code>`. */
export type FieldError = { path: string; code: string; params?: Record<string, unknown> }

export type ProblemWire = {
  code: string
  status: number
  title: string
  retry: Retry
  detail?: string
  errors?: FieldError[]
  meta?: Record<string, unknown>
}

/**
 * The only way application code says no. It crosses NATS and HTTP unchanged (RFC 9457 problem document at the edge); the cause
 * stays in the log of the process that raised it.
 */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly retry: Retry
  readonly title: string
  readonly detail?: string
  readonly errors?: FieldError[]
  readonly meta?: Record<string, unknown>

  constructor(
    spec: ProblemSpec,
    more: { detail?: string; errors?: FieldError[]; meta?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(more.detail ? `${spec.code}: ${more.detail}` : spec.code, { cause: more.cause })
    this.name = 'Problem'
    this.code = spec.code
    this.status = spec.status
    this.retry = spec.retry
    this.title = spec.title
    this.detail = more.detail
    this.errors = more.errors
    this.meta = more.meta
  }

  is(spec: ProblemSpec): boolean {
    return this.code === spec.code
  }

  toWire(): ProblemWire {
    const { code, status, title, retry, detail, errors, meta } = this
    return { code, status, title, retry, detail, errors, meta }
  }

  /** Rebuilds a problem of another process. A code this process does not know yet is kept: a newer service may say it. */
  static fromWire(wire: ProblemWire): Problem {
    return new Problem({ code: wire.code, status: wire.status, title: wire.title, retry: wire.retry }, wire)
  }
}

/** Refusals that any call can meet. */
export const commonProblems = defineProblems({
  VALIDATION_FAILED: { status: 400, title: 'The request has fields that are not valid' },
  UNAUTHENTICATED: { status: 401, title: 'Sign in first' },
  FORBIDDEN: { status: 403, title: 'This needs a permission you do not have' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  VERSION_CONFLICT: { status: 409, title: 'Somebody else changed this meanwhile' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'This key was used for another request' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests', retry: 'later' },
  INTERNAL: { status: 500, title: 'Something failed on our side', retry: 'same-key' },
  UPSTREAM_UNAVAILABLE: { status: 503, title: 'A part of the system is not available', retry: 'same-key' },
  UPSTREAM_TIMEOUT: { status: 504, title: 'A part of the system did not answer in time', retry: 'same-key' },
})
