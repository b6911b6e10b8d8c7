import { status } from '@grpc/grpc-js'

/**
 * What the caller may do about a failed call.
 * `definite`: it had no effect and repeating it will not help. `retry-later`: it had no effect, a later attempt may work.
 * `ambiguous`: it may have had its effect; repeat only with the same idempotency key on a provider that honours keys.
 */
export type RetryClass = 'definite' | 'retry-later' | 'ambiguous'
/** What a failure says about the account or the customer, beyond the single call. */
export type ProviderErrorEffect = 'none' | 'account-offline' | 'stop-account' | 'deleted-by-peer' | 'blocked-by-peer' | 'resync'

type Rule = { status: number; retry: RetryClass; effect: ProviderErrorEffect }
const rule = (code: number, retry: RetryClass, effect: ProviderErrorEffect = 'none'): Rule => ({ status: code, retry, effect })

/** One catalogue for all adapters. On the wire: the gRPC status and `details = "CODE: text"`. */
export const PROVIDER_ERRORS = {
  ACCOUNT_OFFLINE: rule(status.UNAVAILABLE, 'retry-later', 'account-offline'),
  NOT_FRIEND: rule(status.FAILED_PRECONDITION, 'definite', 'deleted-by-peer'),
  BLOCKED: rule(status.FAILED_PRECONDITION, 'definite', 'blocked-by-peer'),
  NO_SUCH_CONVERSATION: rule(status.NOT_FOUND, 'definite', 'resync'),
  NOT_FOUND: rule(status.NOT_FOUND, 'definite'),
  RATE_LIMITED: rule(status.RESOURCE_EXHAUSTED, 'retry-later'),
  RISK_CONTROL: rule(status.PERMISSION_DENIED, 'retry-later', 'stop-account'),
  ROOM_FULL: rule(status.FAILED_PRECONDITION, 'definite'),
  NOT_ROOM_OWNER: rule(status.FAILED_PRECONDITION, 'definite'),
  INVITE_CONFIRM_REQUIRED: rule(status.FAILED_PRECONDITION, 'definite'),
  MEMBER_PROTECTED: rule(status.FAILED_PRECONDITION, 'definite'),
  CONTENT_REJECTED: rule(status.INVALID_ARGUMENT, 'definite'),
  MEDIA_TOO_LARGE: rule(status.INVALID_ARGUMENT, 'definite'),
  MEDIA_EXPIRED: rule(status.FAILED_PRECONDITION, 'definite'),
  MEDIA_FETCH_FAILED: rule(status.UNAVAILABLE, 'retry-later'),
  BROADCAST_QUOTA: rule(status.RESOURCE_EXHAUSTED, 'definite'),
  VERIFY_NOT_WAITING: rule(status.FAILED_PRECONDITION, 'definite'),
  INVALID_REQUEST: rule(status.INVALID_ARGUMENT, 'definite'),
  UNSUPPORTED: rule(status.UNIMPLEMENTED, 'definite'),
  BAD_TOKEN: rule(status.UNAUTHENTICATED, 'definite', 'stop-account'),
  WORKER_DRAINING: rule(status.UNAVAILABLE, 'retry-later'),
  /** The request never left this machine. */
  WORKER_UNREACHABLE: rule(status.UNAVAILABLE, 'retry-later'),
  AMBIGUOUS: rule(status.UNAVAILABLE, 'ambiguous'),
  /** A foreign peer answered with an error that nobody has mapped yet. It answered, so it is not ambiguous. */
  PROVIDER_ERROR: rule(status.UNKNOWN, 'definite'),
} as const satisfies Record<string, Rule>
export type ProviderErrorCode = keyof typeof PROVIDER_ERRORS

export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly retry: RetryClass
  readonly effect: ProviderErrorEffect

  /** @param retryAfterMs how long to wait before the next attempt, when the provider said so. */
  constructor(
    readonly code: ProviderErrorCode,
    readonly text: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(text ? `${code}: ${text}` : code, options)
    this.retry = PROVIDER_ERRORS[code].retry
    this.effect = PROVIDER_ERRORS[code].effect
  }
}

/** The gRPC status a worker answers for an error; anything but a {@link ProviderError} stays an UNKNOWN without its inner text. */
export function toGrpcStatus(error: unknown): { code: number; details: string } {
  if (error instanceof ProviderError) {
    const wait = error.retryAfterMs === undefined ? '' : `retryAfterMs=${Math.ceil(error.retryAfterMs)} `
    return { code: PROVIDER_ERRORS[error.code].status, details: `${error.code}: ${wait}${error.text}`.trim() }
  }
  return { code: status.UNKNOWN, details: 'PROVIDER_ERROR: internal error of the worker' }
}

/** Reads a failed gRPC call. Whatever cannot be proven to have had no effect is AMBIGUOUS. */
export function fromGrpcError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  const { code, details } = grpcFields(error)
  const named = /^([A-Z][A-Z_]+)(?::\s*([\s\S]*))?$/.exec(details)
  if (named?.[1] && isProviderErrorCode(named[1])) {
    const wait = /retryAfterMs=(\d+)\s*/.exec(named[2] ?? '')
    const text = (named[2] ?? '').replace(/retryAfterMs=\d+\s*/, '')
    return new ProviderError(named[1], text, wait ? Number(wait[1]) : undefined, { cause: error })
  }
  return new ProviderError(codeOfStatus(code, details), details, undefined, { cause: error })
}

export function isProviderErrorCode(value: string): value is ProviderErrorCode {
  return Object.hasOwn(PROVIDER_ERRORS, value)
}

function codeOfStatus(code: number, details: string): ProviderErrorCode {
  switch (code) {
    case status.UNAVAILABLE:
      return neverLeft.test(details) ? 'WORKER_UNREACHABLE' : 'AMBIGUOUS'
    case status.CANCELLED:
    case status.DEADLINE_EXCEEDED:
    case status.ABORTED:
      return 'AMBIGUOUS'
    case status.INTERNAL:
      return /RST_STREAM|connection|stream/i.test(details) ? 'AMBIGUOUS' : 'PROVIDER_ERROR'
    case status.UNAUTHENTICATED:
      return 'BAD_TOKEN'
    case status.UNIMPLEMENTED:
      return 'UNSUPPORTED'
    case status.RESOURCE_EXHAUSTED:
      return 'RATE_LIMITED'
    case status.NOT_FOUND:
      return 'NOT_FOUND'
    default:
      return 'PROVIDER_ERROR'
  }
}
/** How @grpc/grpc-js words a call that found no connection to write to. */
const neverLeft = /^No connection established|^Name resolution failed|ECONNREFUSED/

function grpcFields(error: unknown): { code: number; details: string } {
  if (typeof error !== 'object' || error === null) return { code: status.UNKNOWN, details: String(error) }
  const { code, details, message } = error as { code?: unknown; details?: unknown; message?: unknown }
  return {
    code: typeof code === 'number' ? code : status.UNKNOWN,
    details: typeof details === 'string' ? details : typeof message === 'string' ? message : '',
  }
}
