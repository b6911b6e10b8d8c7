import { setTimeout as sleep } from 'node:timers/promises'
import { LaunchProblem } from './problem.mjs'

/** What a probe needs to know of a URL. @param {string} text @param {number} defaultPort */
export function addressOf(text, defaultPort) {
  const url = new URL(text)
  const mode = url.searchParams.get('sslmode')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || defaultPort,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    secure: ['rediss:', 'tls:'].includes(url.protocol) || (mode !== null && !['disable', 'allow', 'prefer'].includes(mode)),
  }
}

/** Waits for a server that the operator runs. It is never replaced by one of ours: its data would be missing without a word. */
export async function awaitExternal({ variable, label, address, probe, timeoutMs = 15_000 }) {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const verdict = await probe(address)
    if (verdict.ok) return `${label} at ${address.host}:${address.port}`
    if (Date.now() >= deadline)
      throw new LaunchProblem(
        `${variable} is set, but ${label} at ${address.host}:${address.port} does not answer: ${verdict.why}`,
      )
    await sleep(300)
  }
}
