/** The address to go on to after signing in, or null for anything that is not a path of this console (an open redirect otherwise). */
export function safeNext(next: unknown): string | null {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : null
}
