export type ProblemBody = {
  code: string
  status: number
  errors?: { path: string; code: string }[]
  meta?: Record<string, unknown>
  requestId?: string
}

/** The gateway said no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(`${status} ${body?.code} ${JSON.stringify(body?.errors ?? body?.meta ?? '')}`)
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Somebody at the product's HTTP door, signed in or not. */
export class Person {
  accessToken = ''
  enterpriseId = ''
  teamId = ''

  constructor(
    readonly url: string,
    readonly email = '',
    readonly password = '',
  ) {}

  /** The answer's body. @throws Refused */
  async ask<T>(method: Method, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const { status, json } = await this.raw(method, path, body, headers)
    if (status >= 400) throw new Refused(status, json as ProblemBody)
    return json as T
  }

  async raw(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; json: unknown }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'x-requested-with': 'miaohui',
        origin: this.url,
        ...(this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
  }

  /** Address below the person's enterprise. */
  at(path: string): string {
    return `/api/v1/enterprises/${this.enterpriseId}${path}`
  }

  /** Address below the person's team. */
  team(path: string): string {
    return this.at(`/teams/${this.teamId}${path}`)
  }

  async take(session: { accessToken: string }): Promise<this> {
    this.accessToken = session.accessToken
    const me = await this.ask<{ enterprises: { id: string; teams: { id: string }[] }[] }>('GET', '/api/v1/me')
    this.enterpriseId = me.enterprises[0]?.id ?? ''
    this.teamId = me.enterprises[0]?.teams[0]?.id ?? ''
    return this
  }

  async signIn(): Promise<this> {
    return this.take(await this.ask('POST', '/api/v1/auth/login', { email: this.email, password: this.password }))
  }
}
