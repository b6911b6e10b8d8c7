export type LiveChange = {
  phones: string[]
  conversations: [accountId: string, conversationId: string][]
  customers: string[]
  ledger: number
  knobs: boolean
}

/** Tells the open pages what to fetch again: at most ten times a second, however much happens. */
export class LiveChanges {
  private readonly listeners = new Set<(change: LiveChange) => void>()
  private readonly phones = new Set<string>()
  private readonly customers = new Set<string>()
  private readonly conversations = new Map<string, [string, string]>()
  private ledger = 0
  private knobs = false
  private timer: NodeJS.Timeout | undefined

  subscribe(listener: (change: LiveChange) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  phone(accountId: string): void {
    this.phones.add(accountId)
    this.arm()
  }

  /** The list of an account's customers, or what one of them thinks of the account. */
  people(accountId: string): void {
    this.customers.add(accountId)
    this.arm()
  }

  conversation(accountId: string, conversationId: string): void {
    if (this.listeners.size === 0) return
    this.conversations.set(`${accountId} ${conversationId}`, [accountId, conversationId])
    this.arm()
  }

  ledgerGrew(n: number): void {
    this.ledger = n
    this.arm()
  }

  knobsTurned(): void {
    this.knobs = true
    this.arm()
  }

  private arm(): void {
    if (this.listeners.size === 0) return this.forget()
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      const change: LiveChange = {
        phones: [...this.phones],
        conversations: [...this.conversations.values()],
        customers: [...this.customers],
        ledger: this.ledger,
        knobs: this.knobs,
      }
      this.forget()
      for (const listener of this.listeners) listener(change)
    }, 100)
  }

  private forget(): void {
    this.phones.clear()
    this.customers.clear()
    this.conversations.clear()
    this.knobs = false
  }
}
