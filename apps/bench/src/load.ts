import { Agent, request } from 'node:http'

export type Load = { operations: number; perSecond: number }

/** `concurrency` callers that each begin their next call when the last one has ended. The first failure ends the run. */
export async function closedLoop(call: () => Promise<void>, concurrency: number, seconds: number): Promise<Load> {
  const startedAt = performance.now()
  const until = startedAt + seconds * 1000
  let operations = 0
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      await call()
      operations++
    }
  }
  await Promise.all(Array.from({ length: concurrency }, caller))
  return { operations, perSecond: operations / ((performance.now() - startedAt) / 1000) }
}

/** GET requests over connections that stay open, with as little work of the client's own as Node's http module allows. */
export class HttpLoad {
  private readonly agent: Agent
  private readonly url: URL

  constructor(
    url: string,
    private readonly token: string,
    connections: number,
  ) {
    this.url = new URL(url)
    this.agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  /** @throws Error on anything but 200. */
  get = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.token}` }
      const asked = request(this.url, { agent: this.agent, headers }, (response) => {
        response.resume()
        response.once('error', reject)
        response.once('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`${this.url.pathname}: ${response.statusCode}`)),
        )
      })
      asked.once('error', reject)
      asked.end()
    })

  async body(): Promise<unknown> {
    return (await fetch(this.url, { headers: { authorization: `Bearer ${this.token}` } })).json()
  }

  close(): void {
    this.agent.destroy()
  }
}
