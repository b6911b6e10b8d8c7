import createClient from 'openapi-fetch'
import { accessToken, SAME_SITE_HEADERS } from './access-token'
import { learnServerTime } from '@/shared/lib/server-clock'
import type { paths } from './generated/api'
import { LOCAL_CODES, localProblem, problemFrom, problemOf, ProblemError } from './problem'

/** Longer than the gateway's own deadline, so that its coded answer wins over ours. */
const REQUEST_LIMIT = 20_000

/** Adds the token; a token refused on the way (revoked, clock jump) is renewed once and the request repeated. */
async function authorisedFetch(request: Request): Promise<Response> {
  const spare = request.clone()
  const first = await send(request, await accessToken.current())
  if (first.status !== 401 || !accessToken.present) return first
  await accessToken.renew()
  return send(spare, await accessToken.current())
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token) request.headers.set('Authorization', `Bearer ${token}`)
  for (const [name, value] of Object.entries(SAME_SITE_HEADERS)) request.headers.set(name, value)
  const limit = AbortSignal.timeout(REQUEST_LIMIT)
  try {
    const response = await fetch(request, { signal: AbortSignal.any([request.signal, limit]) })
    learnServerTime(response.headers.get('date'))
    return response
  } catch (thrown) {
    if (request.signal.aborted) throw thrown
    throw new ProblemError(limit.aborted ? localProblem(LOCAL_CODES.timeout) : localProblem(LOCAL_CODES.unreachable), thrown)
  }
}

/** Typed calls of the gateway. It never shows anything: pages decide what a problem looks like. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: authorisedFetch })

/**
 * The answer of a call, or its refusal thrown.
 * @throws ProblemError
 */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let result: { data?: T; error?: unknown; response: Response }
  try {
    result = await call
  } catch (thrown) {
    throw thrown instanceof ProblemError || isAbort(thrown) ? thrown : new ProblemError(problemOf(thrown), thrown)
  }
  const { data, error, response } = result
  if (response.ok) return data as T
  throw new ProblemError(problemFrom(error, response.status, response.headers.get('x-request-id') ?? undefined))
}

/** A request that its page gave up (left, typed on) is no problem to show. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError'
}
