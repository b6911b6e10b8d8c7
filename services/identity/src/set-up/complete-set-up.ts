import { createHash, timingSafeEqual } from 'node:crypto'
import { identityProblems } from '@miaohui/contracts/identity/problems'
import type { CompleteSetup as Input, IssuedSession } from '@miaohui/contracts/identity/session'
import { newId } from '@miaohui/contracts/kernel/ids'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { foundEnterprise } from '@miaohui/contracts/org/enterprise'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { IdentityConfig } from '../config'
import { CheckCredentials } from '../credentials/check-credentials'
import { PasswordHasher } from '../credentials/password-hasher'
import { requireStrongPassword } from '../credentials/require-strong-password'
import { SessionIssuer, type SessionUser } from '../session/session-issuer'
import { judgeSetUp, type KnownSetUp } from './domain/set-up-rule'

const DEFAULT_ZONE = 'Asia/Shanghai'
/** Longer than the deadline of the whole request: a claim that has run out belongs to nobody who is still at work. */
const CLAIM = '15 seconds'

type Founding = { user: SessionUser; enterpriseId: string }
type SetUpRow = KnownSetUp & { userId: string; enterpriseId: string; now: Date }

/**
 * Makes the first operator and the first enterprise, once per installation. The id of the enterprise is kept before org is asked, so
 * that a crash or a failure in between is finished by repeating the set-up with the same link.
 */
@Injectable()
export class CompleteSetUp {
  constructor(
    private readonly units: UnitOfWork,
    private readonly rpc: RpcClient,
    private readonly config: IdentityConfig,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CheckCredentials,
    private readonly sessions: SessionIssuer,
  ) {}

  async execute(input: Input): Promise<IssuedSession> {
    this.requireToken(input.token)
    const known = await this.units.runGlobal((db) => readSetUp(db))
    const verdict = known ? judgeSetUp(known, input.email, known.now) : 'begin'
    if (verdict === 'refuse') throw new Problem(identityProblems.SETUP_DONE)
    const founding = verdict === 'resume' && known ? await this.resume(known, input) : await this.begin(input)
    await this.found(founding, input)
    return this.finish(founding, input)
  }

  private requireToken(token: string): void {
    const expected = this.config.setupToken
    const same = expected !== undefined && timingSafeEqual(sha256(token), sha256(expected))
    if (!same) throw new Problem(identityProblems.SETUP_TOKEN_INVALID)
  }

  private async begin(input: Input): Promise<Founding> {
    requireStrongPassword(input.password, input)
    const passwordHash = await this.hasher.hash(input.password)
    return this.units.runGlobal(async (db) => {
      // Everybody who begins waits here for the one before, and then sees what became of it.
      await db.query(`select pg_advisory_xact_lock(hashtext('set_up'))`)
      const known = await readSetUp(db)
      if (known && judgeSetUp(known, input.email, known.now) !== 'begin') throw new Problem(identityProblems.SETUP_DONE)
      const user = { id: known?.userId ?? newId(), name: input.name, email: input.email }
      const enterpriseId = known?.enterpriseId ?? newId()
      await db.query(
        `insert into login_user (id, email, name, password_hash, is_operator) values ($1, $2, $3, $4, true)
         on conflict (id) do update set email = excluded.email, name = excluded.name, password_hash = excluded.password_hash`,
        [user.id, user.email, user.name, passwordHash],
      )
      await db.query(
        `insert into set_up (state, user_id, enterprise_id, claimed_until) values ('founding', $1, $2, clock_timestamp() + interval '${CLAIM}')
         on conflict (singleton) do update set claimed_until = excluded.claimed_until`,
        [user.id, enterpriseId],
      )
      return { user, enterpriseId }
    })
  }

  private async resume({ enterpriseId }: SetUpRow, input: Input): Promise<Founding> {
    try {
      return { user: await this.credentials.execute(input.email, input.password), enterpriseId }
    } catch (error) {
      const stranger = error instanceof Problem && error.is(identityProblems.CREDENTIALS_WRONG)
      throw stranger ? new Problem(identityProblems.SETUP_DONE) : error
    }
  }

  private async found({ user, enterpriseId }: Founding, input: Input): Promise<void> {
    try {
      await this.rpc.call(
        foundEnterprise,
        {
          enterpriseId,
          name: input.enterpriseName,
          timeZone: input.timeZone ?? DEFAULT_ZONE,
          founderUserId: user.id,
          founderName: user.name,
          founderEmail: user.email,
        },
        { actor: { kind: 'service', service: 'identity', enterpriseId } },
      )
    } catch (error) {
      await this.units.runGlobal((db) => db.query(`update set_up set claimed_until = null where state = 'founding'`))
      throw error
    }
  }

  private finish({ user }: Founding, { client }: Input): Promise<IssuedSession> {
    return this.units.runGlobal(async (db) => {
      await db.query(`update set_up set state = 'done', done_at = now(), claimed_until = null where state = 'founding'`)
      return this.sessions.open(db, user, client)
    })
  }
}

async function readSetUp(db: EntityManager): Promise<SetUpRow | undefined> {
  const [row] = await db.query<SetUpRow[]>(
    `select s.state, s.claimed_until as "claimedUntil", s.user_id as "userId", s.enterprise_id as "enterpriseId", u.email, clock_timestamp() as now
     from set_up s join login_user u on u.id = s.user_id`,
  )
  return row
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
