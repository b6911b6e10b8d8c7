import { acceptInvitation, previewInvitation } from '@miaohui/contracts/identity/invitation'
import { refreshSession, signIn } from '@miaohui/contracts/identity/session'
import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { invitationRevoked } from '@miaohui/contracts/org/events'
import { JobQueue } from '@miaohui/platform/jobs/job-queue'
import { eventually } from '@miaohui/testing/eventually'
import { SendDueInvitations } from '../src/invitation/send-due-invitations'
import { ExpireInvitations } from '../src/invitation/expire-invitations'
import { PASSWORD, PUBLIC_URL, refusal, startIdentity, tokenIn, type Identity, type Invited } from './identity-fixture'

let identity: Identity
beforeAll(async () => {
  identity = await startIdentity()
}, 60_000)
afterAll(() => identity.close())
afterEach(() => {
  identity.org.onActivate = () => undefined
  identity.mail.refuseWith(null)
})

const accept = (token: string, password = PASSWORD) => identity.call(acceptInvitation, { token, password })
const preview = (token: string) => identity.call(previewInvitation, { token })
const inEnterprise = (enterpriseId: string, sql: string, params: unknown[]) =>
  identity.service.units.run(enterpriseId, (db) => db.query<Record<string, unknown>[]>(sql, params))

/** The states that org is told of an invitation, in order. */
async function told(invitationId: string): Promise<Record<string, unknown>[]> {
  return identity.service.dataSource.transaction(async (db) => {
    await db.query(`select set_config('app.relay', 'on', true)`)
    const rows = await db.query<{ data: Record<string, unknown> }[]>(
      'select data from outbox where aggregate = $1 order by seq',
      [`invitation:${invitationId}`],
    )
    return rows.map((row) => row.data)
  })
}
const statesTold = async (i: { invitationId: string }) => (await told(i.invitationId)).map((d) => d.state)

/** Makes a mail that waits for its next attempt due now, and attempts it. */
async function attemptNow({ enterpriseId, invitationId }: Pick<Invited, 'enterpriseId' | 'invitationId'>): Promise<void> {
  await inEnterprise(enterpriseId, 'update invitation set next_attempt_at = now() where id = $1', [invitationId])
  await identity.service.get(SendDueInvitations).execute()
}

describe('an invitation', () => {
  it('is mailed in both languages, with a link to this installation that works once', async () => {
    const invited = await identity.invited()
    const { mail } = invited
    expect(mail.text).toContain(`${PUBLIC_URL}/invite#${invited.token}`)
    expect(mail.html).toContain(`${PUBLIC_URL}/invite#${invited.token}`)
    expect(mail.subject).toBe('李总 邀请你加入「青禾教育」· Invitation to 青禾教育')
    expect(mail.html).toContain('王芳的小组')
    expect(await preview(invited.token)).toMatchObject({
      email: invited.email,
      name: '王芳',
      enterpriseName: '青禾教育',
      teamName: '王芳的小组',
      permissionGroupName: '普通员工',
      inviterName: '李总',
      existingUser: false,
    })
    const session = await accept(invited.token)
    expect(session).toMatchObject({ enterpriseId: invited.enterpriseId, user: { email: invited.email, name: '王芳' } })
    expect(identity.org.activated.at(-1)).toEqual({
      enterpriseId: invited.enterpriseId,
      memberId: invited.memberId,
      userId: session.user.id,
    })
    await expect(identity.call(refreshSession, { refreshToken: session.refreshToken })).resolves.toBeDefined()
    expect((await refusal(accept(invited.token))).code).toBe('INVITATION_USED')
    expect((await refusal(preview(invited.token))).code).toBe('INVITATION_USED')
    expect(await statesTold(invited)).toEqual(['sent', 'accepted'])
  })

  it('keeps nothing in the database that opens it', async () => {
    const { token, enterpriseId, invitationId } = await identity.invited()
    const links = await inEnterprise(enterpriseId, 'select * from invitation_link where invitation_id = $1', [invitationId])
    expect(links).toHaveLength(1)
    expect(JSON.stringify(links)).not.toContain(token)
    expect(await identity.service.dataSource.query('select 1 from invitation')).toEqual([])
    expect(await inEnterprise(newId(), 'select 1 from invitation where id = $1', [invitationId])).toEqual([])
  })

  it('refuses a weak password rule by rule and stays open', async () => {
    const { token } = await identity.invited()
    const weak = await refusal(accept(token, 'alllowercase'))
    expect(weak).toMatchObject({
      code: 'PASSWORD_WEAK',
      errors: ['UPPER', 'DIGIT', 'SPECIAL'].map((code) => ({ path: 'password', code })),
    })
    await expect(accept(token)).resolves.toBeDefined()
  })

  it('is refused when the link is made up or its time is over', async () => {
    expect((await refusal(preview('made-up'))).code).toBe('INVITATION_INVALID')
    expect((await refusal(accept('made-up'))).code).toBe('INVITATION_INVALID')
    const invited = await identity.invited()
    const past = `now() - interval '1 second'`
    await inEnterprise(invited.enterpriseId, `update invitation set expires_at = ${past} where id = $1`, [invited.invitationId])
    await inEnterprise(invited.enterpriseId, `update invitation_link set expires_at = ${past} where invitation_id = $1`, [
      invited.invitationId,
    ])
    expect((await refusal(preview(invited.token))).code).toBe('INVITATION_EXPIRED')
    expect((await refusal(accept(invited.token))).code).toBe('INVITATION_EXPIRED')
    await identity.service.get(ExpireInvitations).execute()
    expect(await statesTold(invited)).toEqual(['sent', 'expired'])
    expect((await refusal(accept(invited.token))).code).toBe('INVITATION_EXPIRED')
  })

  it('is worthless when it is revoked, or when org knows of that first', async () => {
    const invited = await identity.invited()
    identity.org.onActivate = () => {
      throw new Problem(commonProblems.NOT_FOUND)
    }
    expect((await refusal(accept(invited.token))).code).toBe('INVITATION_INVALID')
    await identity.org.announce(invitationRevoked, invited.enterpriseId, {
      invitationId: invited.invitationId,
      memberId: invited.memberId,
    })
    await eventually(async () => expect((await refusal(preview(invited.token))).code).toBe('INVITATION_INVALID'))
    expect(await statesTold(invited)).toEqual(['sent', 'revoked'])
  })

  it('that is sent again voids the link before', async () => {
    const first = await identity.invited()
    const { enterpriseId, memberId, email } = first
    const second = await identity.invited({ enterpriseId, memberId, email })
    expect(second.token).not.toBe(first.token)
    expect((await refusal(accept(first.token))).code).toBe('INVITATION_INVALID')
    await expect(accept(second.token)).resolves.toBeDefined()
  })
})

describe('accepting', () => {
  it('asks somebody who has an account for its password, and never replaces it', async () => {
    const first = await identity.invited()
    const { user } = await accept(first.token)
    const second = await identity.invited({ email: first.email, name: '别名' })
    expect((await preview(second.token)).existingUser).toBe(true)
    const wrong = await refusal(accept(second.token, 'Kirsche7!Balkon'))
    expect(wrong).toMatchObject({ code: 'INVITATION_NEEDS_SIGN_IN', meta: { attemptsLeft: 9 } })
    expect((await refusal(identity.call(signIn, { email: first.email, password: 'Kirsche7!Balkon' }))).code).toBe(
      'CREDENTIALS_WRONG',
    )
    const joined = await accept(second.token)
    expect(joined).toMatchObject({ enterpriseId: second.enterpriseId, user: { id: user.id, name: '王芳' } })
  })

  it('counts wrong passwords like any sign-in', async () => {
    const first = await identity.invited()
    await accept(first.token)
    const second = await identity.invited({ email: first.email })
    for (let i = 0; i < 10; i++) await refusal(accept(second.token, `Guess-Number-${i}`))
    expect((await refusal(accept(second.token))).code).toBe('SIGN_IN_LOCKED')
  })

  it('is finished with the same link when it was cut off between the user and the membership', async () => {
    const { token, email } = await identity.invited()
    identity.org.onActivate = () => {
      throw new Problem(commonProblems.INTERNAL)
    }
    expect((await refusal(accept(token))).code).toBe('INTERNAL')
    identity.org.onActivate = () => undefined
    expect((await preview(token)).existingUser).toBe(true)
    expect((await refusal(accept(token, 'Kirsche7!Balkon'))).code).toBe('INVITATION_NEEDS_SIGN_IN')
    expect((await accept(token)).user.email).toBe(email)
    expect((await refusal(accept(token))).code).toBe('INVITATION_USED')
  })

  it('opens one session when the link is used many times at once', async () => {
    const { token, email } = await identity.invited()
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => accept(token)))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    const sessions = await identity.service.dataSource.query<unknown[]>(
      'select 1 from session s join login_user u on u.id = s.user_id where u.email = $1',
      [email],
    )
    expect(sessions).toHaveLength(1)
  })
})

describe('the mail', () => {
  it('comes once when the mail server was down and is up again', async () => {
    await identity.mail.stop()
    const invited = await identity.invite()
    await eventually(async () => expect(await statesTold(invited)).toEqual(['queued']))
    expect((await told(invited.invitationId))[0]).toMatchObject({
      attempts: 1,
      reason: expect.stringContaining('ECONNREFUSED') as string,
    })
    await identity.mail.start()
    await attemptNow(invited)
    const mail = await identity.mail.next(invited.email)
    await Promise.all([1, 2, 3].map(() => identity.service.get(SendDueInvitations).execute()))
    expect(identity.mail.mails.filter((m) => m.to.includes(invited.email))).toHaveLength(1)
    expect(await statesTold(invited)).toEqual(['queued', 'sent'])
    await expect(accept(tokenIn(mail))).resolves.toBeDefined()
  })

  it('is called failed with the words of the mail server, and is still tried', async () => {
    identity.mail.refuseWith({ code: 451, text: 'try again later' })
    const slow = await identity.invite()
    for (let attempt = 2; attempt <= 5; attempt++) {
      await eventually(async () => expect(await told(slow.invitationId)).toHaveLength(attempt - 1))
      await attemptNow(slow)
    }
    await eventually(async () => expect(await statesTold(slow)).toEqual(['queued', 'queued', 'queued', 'queued', 'failed']))
    identity.mail.refuseWith({ code: 550, text: 'no such user' })
    const unknown = await identity.invite()
    await eventually(async () => expect(await statesTold(unknown)).toEqual(['failed']))
    expect((await told(unknown.invitationId))[0]?.reason).toContain('no such user')
    identity.mail.refuseWith(null)
    await attemptNow(slow)
    await expect(accept(tokenIn(await identity.mail.next(slow.email)))).resolves.toBeDefined()
  })

  it('keeps its Message-ID and both links when the answer of the server was lost', async () => {
    const invited = await identity.invited()
    await inEnterprise(
      invited.enterpriseId,
      `update invitation set state = 'queued', sent_at = null, expires_at = null where id = $1`,
      [invited.invitationId],
    )
    await attemptNow(invited)
    const again = await identity.mail.next(invited.email)
    expect(again.messageId).toBe(invited.mail.messageId)
    await expect(preview(tokenIn(again))).resolves.toBeDefined()
    await expect(accept(invited.token)).resolves.toBeDefined()
    expect((await refusal(accept(tokenIn(again)))).code).toBe('INVITATION_USED')
  })
})

describe('without Redis', () => {
  it('mails all the same: the sweeper finds what no job announced', async () => {
    const silentQueue = { add: async () => undefined, handle: () => undefined, drain: async () => undefined }
    const alone = await startIdentity({ providers: [{ token: JobQueue, value: silentQueue }] })
    try {
      const invited = await alone.invited()
      await expect(alone.call(acceptInvitation, { token: invited.token, password: PASSWORD })).resolves.toBeDefined()
    } finally {
      await alone.close()
    }
  }, 20_000)
})
