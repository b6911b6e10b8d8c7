import { gatewayProblems } from '@miaohui/contracts/gateway/problems'
import { commonProblems, type ProblemSpec } from '@miaohui/contracts/kernel/problem'
import type { Route } from '../http/routes'

/** Every refusal a caller of the route can meet: those of its contract, and what follows from how it is reached. */
export function problemsOfRoute(route: Route, has: { body: boolean; input: boolean }): ProblemSpec[] {
  const { exposure, path } = route
  if (!exposure) return []
  const { VALIDATION_FAILED, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_MANY_REQUESTS, INTERNAL } = commonProblems
  const found = new Set<ProblemSpec>([...exposure.problems, TOO_MANY_REQUESTS, INTERNAL])
  if (has.input) found.add(VALIDATION_FAILED)
  if (has.body) {
    found.add(gatewayProblems.BODY_UNREADABLE)
    found.add(gatewayProblems.BODY_TOO_LARGE)
    found.add(gatewayProblems.MEDIA_TYPE_UNSUPPORTED)
  }
  if (!('public' in exposure.access)) found.add(UNAUTHENTICATED)
  if ('permission' in exposure.access) found.add(FORBIDDEN)
  if (path.includes(':')) found.add(NOT_FOUND)
  if (exposure.idempotent) found.add(commonProblems.IDEMPOTENCY_KEY_REUSED)
  found.add(commonProblems.UPSTREAM_UNAVAILABLE)
  found.add(commonProblems.UPSTREAM_TIMEOUT)
  return [...found].sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1))
}
