import { createHash } from 'node:crypto'
import { NO_ENTERPRISE } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { EntityManager } from 'typeorm'
import type { UnitOfWork } from './unit-of-work'

export type IdempotencyKey = {
  /** Null for work that belongs to no enterprise. */
  enterpriseId: string | null
  /** Who asks: keys of different callers never meet. */
  principal: string
  route: string
  /** Undefined: the caller did not ask for it, the work simply runs. */
  key: string | undefined
  /** The request; repeated under the same key it must be the same. */
  fingerprint: unknown
}

const KEEP = '24 hours'

/** A command sent twice with one key has one effect and one answer. The answer is stored in the transaction of the effect. */
export class Idempotency {
  constructor(private readonly units: UnitOfWork) {}

  /**
   * First: runs `work`. Same key, same request: the stored answer (as JSON). A parallel twin waits for the first.
   * @throws Problem IDEMPOTENCY_KEY_REUSED for another request under the key; whatever `work` throws, which stores nothing.
   */
  async once<T>({ enterpriseId, principal, route, key, fingerprint }: IdempotencyKey, work: () => Promise<T>): Promise<T> {
    if (key === undefined) return work()
    const at = [enterpriseId ?? NO_ENTERPRISE, principal, route, key]
    const hash = createHash('sha256').update(canonical(fingerprint)).digest()
    const attempt = async (db: EntityManager): Promise<T> => {
      const taken = await db.query<unknown[]>(
        `insert into idempotency (enterprise_id, principal, route, key, fingerprint, expires_at)
         values ($1, $2, $3, $4, $5, now() + interval '${KEEP}')
         on conflict (enterprise_id, principal, route, key) do update
           set fingerprint = excluded.fingerprint, answer = null, expires_at = excluded.expires_at where idempotency.expires_at < now()
         returning 1`,
        [...at, hash],
      )
      if (taken.length === 0) return this.stored<T>(db, at, hash)
      const answer = await work()
      await db.query(
        'update idempotency set answer = $5 where enterprise_id = $1 and principal = $2 and route = $3 and key = $4',
        [...at, JSON.stringify({ value: answer })],
      )
      return answer
    }
    return enterpriseId === null ? this.units.runGlobal(attempt) : this.units.run(enterpriseId, attempt)
  }

  private async stored<T>(db: EntityManager, at: unknown[], hash: Buffer): Promise<T> {
    const [row] = await db.query<{ fingerprint: Buffer; answer: { value: T } }[]>(
      'select fingerprint, answer from idempotency where enterprise_id = $1 and principal = $2 and route = $3 and key = $4',
      at,
    )
    if (!row || !row.fingerprint.equals(hash)) throw new Problem(commonProblems.IDEMPOTENCY_KEY_REUSED)
    return row.answer.value
  }
}

/** The same text for objects that differ only in the order of their fields. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, v: unknown) =>
      v !== null && typeof v === 'object' && !Array.isArray(v)
        ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
        : v,
    ) ?? 'undefined'
  )
}
