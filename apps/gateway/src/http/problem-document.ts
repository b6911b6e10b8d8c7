import { gatewayProblems } from '@miaohui/contracts/gateway/problems'
import { commonProblems, Problem, type ProblemWire } from '@miaohui/contracts/kernel/problem'
import { HttpException } from '@nestjs/common'

/** RFC 9457, `application/problem+json`. `code` is what programs read; `requestId` is what people quote. */
export type ProblemDocument = ProblemWire & { type: string; requestId: string }

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Whatever was thrown, as one of our problems. Fastify and Nest speak in status codes; anything unknown is INTERNAL. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode
  if (status === 404) return new Problem(commonProblems.NOT_FOUND, { cause: error })
  if (status === 413) return new Problem(gatewayProblems.BODY_TOO_LARGE, { cause: error })
  if (status === 415) return new Problem(gatewayProblems.MEDIA_TYPE_UNSUPPORTED, { cause: error })
  if (status === 429) return new Problem(commonProblems.TOO_MANY_REQUESTS, { cause: error })
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem(gatewayProblems.BODY_UNREADABLE, { cause: error })
  return new Problem(commonProblems.INTERNAL, { cause: error })
}

/**
 * What leaves the house. A failure on our side says nothing about its inside, and NOT_FOUND nothing at all: an id of another enterprise
 * must look exactly like one that does not exist.
 */
export function documentOf(problem: Problem, requestId: string): ProblemDocument {
  const { code, status, title, retry } = problem
  const bare = { type: `urn:miaohui:problem:${code}`, title, status, code, retry }
  if (status >= 500 || problem.is(commonProblems.NOT_FOUND)) return { ...bare, requestId }
  return { ...bare, detail: problem.detail, errors: problem.errors, meta: problem.meta, requestId }
}
