/** One faulty field. `path` is dotted (`messages.0.text`); `code` is translated as `field.<code>`. */
export type FieldError = { path: string; code: string; params?: Record<string, unknown> }

/** A refusal as every process of the product says it (RFC 9457 problem document). `code` is translated as `problem.<code>`. */
export type Problem = {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  errors?: FieldError[]
  meta?: Record<string, unknown>
  requestId?: string
}

/** Codes that the console gives itself, for calls that got no answer to read. Status 0 means that no answer came. */
export const LOCAL_CODES = {
  unreachable: 'NETWORK_UNREACHABLE',
  timeout: 'CLIENT_TIMEOUT',
  unreadable: 'ANSWER_UNREADABLE',
  crashed: 'CONSOLE_FAILED',
} as const

/** A problem on its way to whoever decides how to show it. */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem, cause?: unknown) {
    super(`${problem.code} (${problem.status})`, { cause })
    this.name = 'ProblemError'
    this.problem = problem
  }
}

export function localProblem(code: string, detail?: string): Problem {
  return { type: 'about:blank', title: code, status: 0, code, detail }
}

/** Reads a problem document; an answer that is none (a proxy's error page) becomes ANSWER_UNREADABLE with its status kept. */
export function problemFrom(body: unknown, status: number, requestId?: string): Problem {
  if (isRecord(body) && typeof body.code === 'string') {
    return {
      type: typeof body.type === 'string' ? body.type : 'about:blank',
      title: typeof body.title === 'string' ? body.title : body.code,
      status,
      code: body.code,
      detail: typeof body.detail === 'string' ? body.detail : undefined,
      errors: Array.isArray(body.errors) ? body.errors.filter(isFieldError) : undefined,
      meta: isRecord(body.meta) ? body.meta : undefined,
      requestId: typeof body.requestId === 'string' ? body.requestId : requestId,
    }
  }
  return { ...localProblem(LOCAL_CODES.unreadable), status, requestId }
}

/** Whatever was thrown, as a problem: the console never shows a bare exception. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return localProblem(LOCAL_CODES.timeout)
  if (thrown instanceof TypeError && /fetch|network|load failed/i.test(thrown.message))
    return localProblem(LOCAL_CODES.unreachable)
  return localProblem(LOCAL_CODES.crashed, thrown instanceof Error ? thrown.message : undefined)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value.path === 'string' && typeof value.code === 'string'
}
