export type HealthReport = { ready: boolean; checks: Record<string, 'ok' | string> }

const CHECK_TIMEOUT_MS = 2000

/** Whether this process should get work. Parts register what they depend on; a drain turns readiness off before anything else stops. */
export class Health {
  private readonly checks = new Map<string, () => Promise<void>>()
  private ready = true

  register(name: string, check: () => Promise<void>): void {
    this.checks.set(name, check)
  }

  markNotReady(): void {
    this.ready = false
  }

  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]): Promise<[string, string]> => {
        try {
          await withTimeout(check())
          return [name, 'ok']
        } catch (error) {
          return [name, error instanceof Error ? error.message : String(error)]
        }
      }),
    )
    return { ready: this.ready && results.every(([, state]) => state === 'ok'), checks: Object.fromEntries(results) }
  }
}

async function withTimeout(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS)
  })
  try {
    await Promise.race([check, late])
  } finally {
    clearTimeout(timer)
  }
}
