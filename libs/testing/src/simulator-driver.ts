export type PhoneCard =
  | { kind: 'scan'; purpose: 'login' | 'verify'; qr: string; expiresAt: number }
  | { kind: 'confirm'; purpose: 'login' | 'verify' }
  | { kind: 'verify-code'; code: string; triesLeft: number; expiresAt: number }
  | { kind: 'new-device'; deadline: number }
  | { kind: 'syncing'; progress: number }
  | { kind: 'none' }
export type Phone = {
  accountId: string
  scheme: string
  region: string
  selfId: string
  name: string
  state: string
  reason: string | null
  trusted: boolean
  contacts: number
  rooms: number
  card: PhoneCard
}
export type SimulatedCustomer = {
  id: string
  name: string
  alias: string
  relation: 'friend' | 'deleted' | 'blocked' | 'pending'
  addedAt: number
}
export type SimulatedRoom = {
  id: string
  topic: string
  members: number
  external: boolean
  own: boolean
  capacity: number
  inviteConfirm: boolean
}
export type SimulatedMessage = {
  id: string
  t: number
  kind: string
  text: string
  talkerId: string
  fromAccount: boolean
  origin: string
  media?: { id: string; name: string; mime: string; size: number; url: string }
  roomId?: string
  recalled: boolean
  refused: boolean
}
export type LedgerRow = {
  n: number
  t: number
  accountId: string
  conversationId: string
  kind: string
  text: string
  contentHash: string
  msgId: string
  idempotencyKey: string | null
  origin: 'bot' | 'phone'
  roomId: string | null
  sinceAddedMs: number | null
}
export type LedgerIntent = {
  status: 'SENT' | 'FAILED' | 'UNKNOWN'
  idempotencyKey?: string
  accountId?: string
  conversationId?: string
  text?: string
}
export type LedgerCheck = {
  ok: number
  dup: number
  lost: number
  failedButDelivered: number
  ghost: number
  unknown: number
  offenders: { kind: string; key: string }[]
}
export type Addition = { id: string; name: string; /** ms since 1970 */ addedAt: number }
export type KnobScope = { acc?: string; count?: number; forMs?: number; until?: number }

/** A refusal of the simulator's admin API. */
export class SimulatorError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`)
  }
}

/** Drives the WeCom simulator: the phones of the accounts' owners, the customers, the ledger, the faults. */
export class SimulatorDriver {
  /** @param url base of the admin API, e.g. `http://127.0.0.1:19001` */
  constructor(readonly url: string) {}

  phones(): Promise<Phone[]> {
    return this.get<{ phones: Phone[] }>('/phones').then(({ phones }) => phones)
  }
  phone(accountId: string): Promise<Phone> {
    return this.get(`/phones/${accountId}`)
  }
  /** Waits until the phone is as wanted. @throws Error with what the phone showed last */
  async phoneUntil(accountId: string, wanted: (phone: Phone) => boolean, timeoutMs = 15_000): Promise<Phone> {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const phone = await this.phone(accountId).catch((error: unknown) => error as Error)
      if (!(phone instanceof Error) && wanted(phone)) return phone
      if (Date.now() > deadline)
        throw new Error(`the phone of ${accountId} shows ${JSON.stringify(phone instanceof Error ? phone.message : phone)}`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  phoneInState(accountId: string, state: string, timeoutMs?: number): Promise<Phone> {
    return this.phoneUntil(accountId, (phone) => phone.state === state, timeoutMs)
  }
  /** @param qr what the console shows; undefined: whatever QR code is waiting. */
  scan(accountId: string, qr?: string): Promise<Phone> {
    return this.post(`/phones/${accountId}/scan`, { qr })
  }
  confirm(accountId: string): Promise<Phone> {
    return this.post(`/phones/${accountId}/confirm`)
  }
  cancel(accountId: string): Promise<Phone> {
    return this.post(`/phones/${accountId}/cancel`)
  }
  logout(accountId: string, reason?: string): Promise<Phone> {
    return this.post(`/phones/${accountId}/logout`, { reason })
  }
  /** The verification code that the phone shows now. */
  async verificationCode(accountId: string): Promise<string> {
    const { card } = await this.phoneUntil(accountId, (phone) => phone.card.kind === 'verify-code')
    if (card.kind !== 'verify-code') throw new Error('the phone shows no code')
    return card.code
  }
  newDevice(accountId: string, action: 'check' | 'accept' | 'ignore' | 'deny'): Promise<Phone> {
    return this.post(`/phones/${accountId}/newdevice`, { action })
  }
  /** The owner writes on the phone, past the product. */
  sendFromPhone(accountId: string, conversationId: string, text: string): Promise<{ id: string }> {
    return this.post(`/phones/${accountId}/send`, { conversationId, text })
  }

  customers(accountId: string, query: { search?: string; relation?: string; limit?: number } = {}): Promise<SimulatedCustomer[]> {
    const search = queryString({ limit: 10_000, ...query })
    return this.get<{ customers: SimulatedCustomer[] }>(`/accounts/${accountId}/customers?${search}`).then(
      ({ customers }) => customers,
    )
  }
  rooms(accountId: string): Promise<SimulatedRoom[]> {
    return this.get<{ rooms: SimulatedRoom[] }>(`/accounts/${accountId}/rooms`).then(({ rooms }) => rooms)
  }
  /** New customers add the account; resolves when all of them have (`count / ratePerSecond` seconds). */
  addCustomers(
    accountId: string,
    request: { name?: string; hello?: string; state?: string; count?: number; ratePerSecond?: number } = {},
  ): Promise<Addition[]> {
    return this.post<{ customers: Addition[] }>(`/accounts/${accountId}/customers/add`, request).then(
      ({ customers }) => customers,
    )
  }
  say(customerId: string, text: string, room?: string): Promise<{ messageId: string }> {
    return this.post(`/contacts/${customerId}/say`, { text, room })
  }
  sayFile(customerId: string, name: string, bytes: Uint8Array): Promise<{ messageId: string }> {
    return this.post(`/contacts/${customerId}/say`, { file: { name, base64: Buffer.from(bytes).toString('base64') } })
  }
  async recall(customerId: string, messageId: string): Promise<void> {
    await this.post(`/contacts/${customerId}/recall`, { messageId })
  }
  async deleteAccountAs(customerId: string): Promise<void> {
    await this.post(`/contacts/${customerId}/delete`)
  }
  async blockAs(customerId: string): Promise<void> {
    await this.post(`/contacts/${customerId}/block`)
  }
  async becomeFriendAgain(customerId: string, hello = ''): Promise<void> {
    await this.post(`/contacts/${customerId}/add`, { hello })
  }
  async acceptInvitation(customerId: string, room: string): Promise<void> {
    await this.post(`/contacts/${customerId}/accept-invite`, { room })
  }
  /** What the customer (or the account's owner) sees in a conversation. */
  conversation(
    accountId: string,
    conversationId: string,
    viewer: 'customer' | 'account' = 'customer',
  ): Promise<SimulatedMessage[]> {
    const path = `/conversations/${accountId}/${encodeURIComponent(conversationId)}?viewer=${viewer}&limit=1000`
    return this.get<{ messages: SimulatedMessage[] }>(path).then(({ messages }) => messages)
  }

  /** Rows with a number above `since`, oldest first. */
  ledger(query: { acc?: string; since?: number; limit?: number } = {}): Promise<LedgerRow[]> {
    const search = queryString({ limit: 100_000, ...query })
    return this.get<{ rows: LedgerRow[] }>(`/ledger?${search}`).then(({ rows }) => rows)
  }
  /** Number of the last row. */
  ledgerPosition(): Promise<number> {
    return this.get<{ last: number }>('/ledger?limit=1').then(({ last }) => last)
  }
  checkLedger(intents: LedgerIntent[], scope: { acc?: string; since?: number } = {}): Promise<LedgerCheck> {
    return this.post('/ledger/check', { intents, ...scope })
  }

  /** Turns knobs, e.g. `{ 'rpc.lostAck': 0.03 }`, or does something once, e.g. `{ kick: { reason: 'SLOT_TAKEN' } }`. Knobs are forgotten by a restart. */
  async knobs(set: Record<string, unknown>, scope: KnobScope = {}): Promise<void> {
    await this.request('PUT', '/knobs', { set, ...scope })
  }
  async resetKnobs(accountId?: string): Promise<void> {
    await this.request('DELETE', `/knobs${accountId === undefined ? '' : `?acc=${accountId}`}`)
  }
  async clock(mode: 'real' | 'scaled' | 'manual', factor?: number): Promise<void> {
    await this.request('PUT', '/clock/mode', { mode, factor })
  }
  async advance(ms: number): Promise<void> {
    await this.post('/clock/advance', { ms })
  }
  /** Forgets all accounts, customers and rows. */
  async clear(): Promise<void> {
    await this.request('DELETE', '/state')
  }

  private get<Reply>(path: string): Promise<Reply> {
    return this.request('GET', path)
  }
  private post<Reply>(path: string, body: object = {}): Promise<Reply> {
    return this.request('POST', path, body)
  }
  private async request<Reply>(method: string, path: string, body?: object): Promise<Reply> {
    const response = await fetch(this.url + path, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    })
    const reply = (await response.json()) as Reply & { code?: string; message?: string }
    if (!response.ok) throw new SimulatorError(response.status, reply.code ?? '', reply.message ?? '')
    return reply
  }
}

function queryString(query: Record<string, string | number>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
}
