import type { EntityManager } from 'typeorm'
import { changedRows } from '../database/changed-rows'
import type { KnownSession } from './domain/refresh-rule'
import type { RevokeReason } from './session.entity'
import type { SessionUser } from './session-issuer'

export type LockedSession = KnownSession & { now: Date; user: SessionUser }

/** A session with its user, locked: refreshes of one session follow each other. */
export async function lockSession(db: EntityManager, id: string): Promise<LockedSession | undefined> {
  const [row] = await db.query<LockedSession[]>(
    `select s.token_hash as "tokenHash", s.previous_hash as "previousHash", s.rotated_at as "rotatedAt", s.device, s.idle_until as "idleUntil",
       s.absolute_until as "absoluteUntil", s.revoked_at as "revokedAt", clock_timestamp() as now,
       jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email) as user
     from session s join login_user u on u.id = s.user_id where s.id = $1 for update of s`,
    [id],
  )
  return row
}

/** Ends a session for good. @returns whether it was open */
export async function revokeSession(db: EntityManager, id: string, reason: RevokeReason): Promise<boolean> {
  const revoked = await changedRows(
    db,
    'update session set revoked_at = now(), revoke_reason = $2 where id = $1 and revoked_at is null returning id',
    [id, reason],
  )
  return revoked.length > 0
}
