import { generateKeyPairSync } from 'node:crypto'
import type { IssuedSession } from '@miaohui/contracts/identity/session'
import { newId } from '@miaohui/contracts/kernel/ids'
import { foundEnterprise, type FoundEnterprise } from '@miaohui/contracts/org/enterprise'
import { memberInvited, type MemberInvited } from '@miaohui/contracts/org/events'
import { activateMember, type ActivateMember } from '@miaohui/contracts/org/member'
import { thePublic } from '@miaohui/testing/actors'
import { eventually } from '@miaohui/testing/eventually'
import { fakeService, type FakeService } from '@miaohui/testing/fake-service'
import { testMailServer, type ReceivedMail, type TestMailServer } from '@miaohui/testing/mail-server'
import { testNats } from '@miaohui/testing/nats'
import { startService, type Caller, type Overrides, type StartedService } from '@miaohui/testing/service'
import { AppModule } from '../src/app.module'
import { InvitationEntity } from '../src/invitation/invitation.entity'

export const SETUP_TOKEN = 'set-up-token-for-tests'
export const PASSWORD = 'Sonnen-Blume-42'
export const PUBLIC_URL = 'https://miaohui.example.com'

const accessKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const accessPublicKey = accessKeys.publicKey

/** org as far as identity asks it; `onFound` and `onActivate` may throw what org would say. */
export type FakeOrg = FakeService & {
  founded: FoundEnterprise[]
  activated: ActivateMember[]
  onFound: () => void | Promise<void>
  onActivate: () => void | Promise<void>
}

export type Identity = {
  service: StartedService
  org: FakeOrg
  mail: TestMailServer
  /** Asks as somebody who has not signed in. */
  call: Caller['call']
  /** Announces an invitation as org does. */
  invite: (more?: Partial<MemberInvited> & { enterpriseId?: string }) => Promise<MemberInvited & { enterpriseId: string }>
  /** Invites somebody, waits for the mail and returns the token in its link. */
  invited: (more?: Partial<MemberInvited> & { enterpriseId?: string }) => Promise<Invited>
  close: () => Promise<void>
}
export type Invited = MemberInvited & { enterpriseId: string; token: string; mail: ReceivedMail }

export async function startIdentity(overrides: Pick<Overrides, 'providers'> = {}): Promise<Identity> {
  const [nats, mail] = await Promise.all([testNats(), testMailServer()])
  const service = await startService('identity', AppModule, {
    ...overrides,
    nats,
    env: {
      MIAOHUI_SETUP_TOKEN: SETUP_TOKEN,
      MIAOHUI_ACCESS_PRIVATE_KEY: accessKeys.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      MIAOHUI_SMTP_URL: mail.url,
      MIAOHUI_MAIL_FROM: '秒回 <no-reply@miaohui.example.com>',
      MIAOHUI_PUBLIC_URL: PUBLIC_URL,
    },
  })
  const org = await fakeOrg(await fakeService(nats, 'org'))
  const invite: Identity['invite'] = async ({ enterpriseId = newId(), ...more } = {}) => {
    const invitation: MemberInvited = {
      invitationId: newId(),
      memberId: newId(),
      email: `${newId()}@example.com`,
      name: '王芳',
      enterpriseName: '青禾教育',
      teamName: '王芳的小组',
      permissionGroupName: '普通员工',
      inviterName: '李总',
      ...more,
    }
    await org.announce(memberInvited, enterpriseId, invitation, { aggregate: `member:${invitation.memberId}` })
    return { ...invitation, enterpriseId }
  }
  return {
    service,
    org,
    mail,
    call: (rpc, input) => service.rpc(thePublic).call(rpc, input),
    invite,
    invited: async (more) => {
      const invitation = await invite(more)
      const received = await mail.next(invitation.email)
      // The mail is here before identity has the server's answer.
      await eventually(() =>
        service.units.run(invitation.enterpriseId, (db) =>
          db.findOneByOrFail(InvitationEntity, { id: invitation.invitationId, state: 'sent' }),
        ),
      )
      return { ...invitation, mail: received, token: tokenIn(received) }
    },
    close: async () => {
      await org.close()
      await service.close()
      await nats.close()
      await mail.stop()
    },
  }
}

async function fakeOrg(service: FakeService): Promise<FakeOrg> {
  const org: FakeOrg = {
    ...service,
    founded: [],
    activated: [],
    onFound: () => undefined,
    onActivate: () => undefined,
  }
  service.answer(foundEnterprise, async (input) => {
    await org.onFound()
    org.founded.push(input)
    return {}
  })
  service.answer(activateMember, async (input) => {
    await org.onActivate()
    org.activated.push(input)
    return {}
  })
  return org
}

/** The token that the link in a mail carries. */
export function tokenIn(mail: ReceivedMail): string {
  const [, token] = /\/invite#([\w-]+)/.exec(mail.text) ?? []
  if (!token) throw new Error('the mail has no link')
  return token
}

export const browser = (name = 'Firefox') => ({ userAgent: name, ip: '192.0.2.7' })

/** The problem that a call ends with; fails when it succeeds. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; meta?: Record<string, unknown>; errors?: { path: string; code: string }[] }> {
  try {
    await call
  } catch (error) {
    return error as { code: string }
  }
  throw new Error('the call was not refused')
}

export const claimsOf = (session: IssuedSession): Record<string, unknown> =>
  JSON.parse(Buffer.from(session.accessToken.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
