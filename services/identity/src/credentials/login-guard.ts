import { createHash } from 'node:crypto'
import { identityProblems } from '@miaohui/contracts/identity/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'

export const MAX_FAILS = 10
const LOCK = '15 minutes'

type Counted = { fails: number; locked_until: Date | null; now: Date }

// The count begins again when a lock is over, and when nobody failed for as long as a lock lasts.
const COUNT = `
  insert into login_guard as g (key, fails) values ($1, 1)
  on conflict (key) do update set
    fails = case when coalesce(g.locked_until, g.last_at + interval '${LOCK}') <= now() then 1 else g.fails + 1 end,
    locked_until = case
      when coalesce(g.locked_until, g.last_at + interval '${LOCK}') <= now() then null
      when g.locked_until is not null then g.locked_until
      when g.fails + 1 >= ${MAX_FAILS} then now() + interval '${LOCK}' end,
    last_at = now()
  returning fails, locked_until, now() as now`

/**
 * Counts every guess before it is judged, in one statement that commits by itself: a hundred parallel guesses cost a hundred. Ten
 * failures lock an e-mail for 15 minutes, whether anybody has it or not.
 */
@Injectable()
export class LoginGuard {
  constructor(private readonly units: UnitOfWork) {}

  /** @returns guesses left after this one. @throws Problem SIGN_IN_LOCKED with `meta.retryAfterSeconds` */
  async count(email: string): Promise<number> {
    const [row] = await this.units.runGlobal((db) => db.query<Counted[]>(COUNT, [keyOf(email)]))
    if (row && row.fails > MAX_FAILS) {
      const lockedUntil = row.locked_until ?? row.now
      const retryAfterSeconds = Math.ceil((lockedUntil.getTime() - row.now.getTime()) / 1000)
      throw new Problem(identityProblems.SIGN_IN_LOCKED, { meta: { lockedUntil: lockedUntil.toISOString(), retryAfterSeconds } })
    }
    return MAX_FAILS - (row?.fails ?? 0)
  }

  /** A right password clears the slate. */
  async reset(email: string): Promise<void> {
    await this.units.runGlobal((db) => db.query('delete from login_guard where key = $1', [keyOf(email)]))
  }

  /** Takes one guess back that was never judged. */
  async giveBack(email: string): Promise<void> {
    await this.units.runGlobal((db) =>
      db.query(
        `update login_guard set fails = greatest(fails - 1, 0), locked_until = case when fails > ${MAX_FAILS} then locked_until end where key = $1`,
        [keyOf(email)],
      ),
    )
  }
}

/** The table holds what strangers typed: a hash has a fixed length and gives no e-mail away. */
const keyOf = (email: string): Buffer => createHash('sha256').update(email.toLowerCase()).digest()
