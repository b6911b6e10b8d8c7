import type { StoredMessage } from '../storage/records'

/** What the product believes about one send. Without a key, content decides: account, conversation and text. */
export type Intent = {
  status: 'SENT' | 'FAILED' | 'UNKNOWN'
  idempotencyKey?: string
  accountId?: string
  conversationId?: string
  text?: string
}
export type CheckResult = { ok: number; dup: number; lost: number; failedButDelivered: number; ghost: number; unknown: number }
export type CheckReport = CheckResult & { offenders: { kind: keyof CheckResult; key: string }[] }

const MAX_OFFENDERS = 50

/**
 * Compares the product's belief with what the customers' phones show. `dup`: a customer got it twice. `lost`: believed sent, never
 * arrived. `ghost`: arrived, though nobody meant to send it (rows written by the account's owner on the phone do not count).
 */
export function checkLedger(intents: Intent[], rows: StoredMessage[]): CheckReport {
  const report: CheckReport = { ok: 0, dup: 0, lost: 0, failedButDelivered: 0, ghost: 0, unknown: 0, offenders: [] }
  const note = (kind: keyof CheckResult, key: string): void => {
    report[kind]++
    if (kind !== 'ok' && report.offenders.length < MAX_OFFENDERS) report.offenders.push({ kind, key })
  }
  const byKey = new Map<string, StoredMessage[]>()
  const byContent = new Map<string, StoredMessage[]>()
  for (const row of rows) {
    if (row.origin !== 'bot') continue
    if (row.idempotencyKey) add(byKey, row.idempotencyKey, row)
    add(byContent, contentKey(row), row)
  }
  const explained = new Set<StoredMessage>()
  for (const intent of intents) {
    const key = intent.idempotencyKey ?? contentKey(intent)
    const arrived = (intent.idempotencyKey ? byKey : byContent).get(key) ?? []
    for (const row of arrived) explained.add(row)
    if (new Set(arrived.map((row) => row.conversationId)).size < arrived.length) note('dup', key)
    else if (intent.status === 'SENT') note(arrived.length > 0 ? 'ok' : 'lost', key)
    else if (intent.status === 'UNKNOWN') note('unknown', key)
    else note(arrived.length > 0 ? 'failedButDelivered' : 'ok', key)
  }
  for (const row of rows) if (row.origin === 'bot' && !explained.has(row)) note('ghost', row.idempotencyKey ?? contentKey(row))
  return report
}

function contentKey(of: { accountId?: string; conversationId?: string; text?: string }): string {
  return `${of.accountId}|${of.conversationId}|${of.text}`
}

function add(map: Map<string, StoredMessage[]>, key: string, row: StoredMessage): void {
  const rows = map.get(key)
  if (rows) rows.push(row)
  else map.set(key, [row])
}
