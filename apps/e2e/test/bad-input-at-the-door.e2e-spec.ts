import { BOSS, openEnterprise, SELLER } from '@miaohui/testing/opening'
import { Person } from '@miaohui/testing/person'
import { Product } from '@miaohui/testing/product'
import type { Page } from 'playwright-core'
import { Browser } from '../src/browser'
import { button, goTo, signIn } from '../src/console-hands'
import { askDatabase } from '../src/database'
import { refusalOf, shown } from '../src/refusal'

const WEAK = 'banban2026'
type Items = { items: { id: string }[] }

/** Bad input at the forms before somebody is at work: people read why in their language, and nothing is half-done. */
describe('bad input at the door', () => {
  let product: Product
  let browser: Browser
  let boss: Person

  beforeAll(async () => {
    product = await Product.start()
    browser = await Browser.open(product.url)
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  const stranger = () => new Person(product.url)

  describe('at the set-up', () => {
    const setUp = { ...BOSS, enterpriseName: '启牛学院' }
    const isOpen = async () => expect(await stranger().ask('GET', '/api/v1/setup')).toEqual({ required: true })
    const fill = async (link: string, password: string): Promise<Page> => {
      const visitor = await browser.newPerson()
      await visitor.goto(link)
      await visitor.getByLabel('姓名').fill(setUp.name)
      await visitor.getByLabel('邮箱').fill(setUp.email)
      await visitor.getByLabel('密码', { exact: true }).fill(password)
      await visitor.getByLabel('企业名称').fill(setUp.enterpriseName)
      await button(visitor, '创建并进入').click()
      return visitor
    }

    it('a wrong link founds nothing', async () => {
      await shown(await fill(`${product.url}/setup#not-the-token`, BOSS.password), '部署链接无效，请使用启动时打印的链接。')
      expect(await refusalOf(stranger(), '/api/v1/setup', { ...setUp, token: 'not-the-token' })).toEqual([
        403,
        'SETUP_TOKEN_INVALID',
      ])
      await isOpen()
    })

    it('a weak password founds nothing', async () => {
      await shown(await fill(product.ready.setupUrl!, WEAK), '密码不符合要求，请按规则修改。')
      const token = product.ready.setupUrl!.split('#')[1]
      const [status, code] = await refusalOf(stranger(), '/api/v1/setup', { ...setUp, password: WEAK, token })
      expect([status, code]).toEqual([400, 'PASSWORD_WEAK'])
      await isOpen()
    })

    it('the link works once', async () => {
      ;({ boss } = await openEnterprise(product))
      const token = product.ready.setupUrl!.split('#')[1]
      expect(await refusalOf(stranger(), '/api/v1/setup', { ...setUp, email: 'other@example.com', token })).toEqual([
        409,
        'SETUP_DONE',
      ])
      const visitor = await browser.newPerson()
      await visitor.goto(product.ready.setupUrl!)
      await shown(visitor, '系统已完成部署')
    })
  })

  describe('when signing in', () => {
    it('a wrong password and an unknown address are answered alike, in both languages', async () => {
      const visitor = await browser.newPerson()
      await signIn(visitor, product.url, { email: SELLER.email, password: 'Wrong#2026-word' })
      await shown(visitor, '邮箱或密码不正确。')
      expect(visitor.url()).toContain('/login')
      const english = await browser.newPerson('en-US')
      await english.goto(`${product.url}/login`)
      await english.getByLabel('E-mail').fill('nobody@example.com')
      await english.getByLabel('Password', { exact: true }).fill('Wrong#2026-word')
      await button(english, 'Sign in').click()
      await shown(english, 'E-mail or password is wrong.')
      const answers = await Promise.all(
        [SELLER.email, 'nobody@example.com'].map((email) =>
          refusalOf(stranger(), '/api/v1/auth/login', { email, password: 'Wrong#2026-word' }),
        ),
      )
      expect(answers).toEqual([
        [401, 'CREDENTIALS_WRONG'],
        [401, 'CREDENTIALS_WRONG'],
      ])
    })
  })

  describe('with an invitation', () => {
    const GUEST = { name: '陈静', email: 'chenjing@example.com' }
    const accept = (token: string, password: string) => refusalOf(stranger(), '/api/v1/invitations/accept', { token, password })
    let memberId: string
    let link: string

    beforeAll(async () => {
      memberId = (await boss.ask<{ id: string }>('POST', boss.at('/members'), GUEST)).id
      link = await product.mails.invitationLink(GUEST.email)
    })
    const guestState = async () => (await boss.ask<{ state: string }>('GET', boss.at(`/members/${memberId}`))).state

    it('a weak password is told while it is typed, and nobody joins', async () => {
      const visitor = await browser.newPerson()
      await visitor.goto(link)
      await visitor.getByLabel('设置密码').fill(WEAK)
      await visitor.getByText('我同意加入').click()
      await button(visitor, '同意并进入').click()
      await shown(visitor, '密码不符合要求，请按规则修改。')
      expect((await accept(link.split('#')[1]!, WEAK)).slice(0, 2)).toEqual([400, 'PASSWORD_WEAK'])
      expect(await guestState()).toBe('invited')
    })

    it('an invitation that was used lets nobody in again', async () => {
      const used = (await product.mails.invitationLink(SELLER.email)).split('#')[1]!
      const visitor = await browser.newPerson()
      await visitor.goto(`${product.url}/invite#${used}`)
      await shown(visitor, '邀请已接受')
      expect(await accept(used, 'Another#2026-word')).toEqual([410, 'INVITATION_USED'])
      await new Person(product.url, SELLER.email, SELLER.password).signIn()
    })

    it('a link that is not ours is not valid', async () => {
      const visitor = await browser.newPerson()
      await visitor.goto(`${product.url}/invite#nonsense`)
      await shown(visitor, '邀请链接无效')
    })

    it('an invitation that has expired lets nobody in, until it is sent again', async () => {
      await askDatabase(
        product,
        'mh_identity',
        `update invitation_link set expires_at = now() - interval '1 minute'
         where invitation_id in (select id from invitation where member_id = $1)`,
        [memberId],
      )
      const visitor = await browser.newPerson()
      await visitor.goto(link)
      await shown(visitor, '邀请已过期')
      expect((await accept(link.split('#')[1]!, 'Another#2026-word')).slice(0, 2)).toEqual([410, 'INVITATION_EXPIRED'])
      expect(await guestState()).toBe('invited')
      expect(await refusalOf(stranger(), '/api/v1/auth/login', { email: GUEST.email, password: 'Another#2026-word' })).toEqual([
        401,
        'CREDENTIALS_WRONG',
      ])
    })

    it('an address that is no address, or belongs to a member already, invites nobody', async () => {
      const admin = await browser.newPerson()
      await signIn(admin, product.url, BOSS)
      await goTo(admin, '组织架构')
      const before = (await boss.ask<Items>('GET', boss.at('/members'))).items.length
      await button(admin, '添加成员').first().click()
      const drawer = admin.getByRole('dialog', { name: '添加成员' })
      await drawer.getByLabel('姓名').fill('李雷')
      await drawer.getByLabel('邮箱').fill('lilei@')
      await button(drawer, '添加并发送邀请').click()
      await shown(drawer, '请输入正确的邮箱地址。')
      await drawer.getByLabel('邮箱').fill(SELLER.email)
      await button(drawer, '添加并发送邀请').click()
      await shown(drawer, '这个邮箱已是成员。')
      expect(await refusalOf(boss, boss.at('/members'), { name: '李雷', email: 'lilei@' })).toEqual([
        400,
        'VALIDATION_FAILED',
        'email EMAIL',
      ])
      expect((await boss.ask<Items>('GET', boss.at('/members'))).items).toHaveLength(before)
    })
  })

  it('no page failed by itself, asked a stranger or met a failing server', () => {
    expect(browser.faults).toEqual([])
  })
})
