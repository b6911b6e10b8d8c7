import { Product } from '@miaohui/testing/product'
import type { Page } from 'playwright-core'
import { Browser } from '../src/browser'
import { signIn } from '../src/console-hands'
import { addCustomer, seeRun, writeAnswerSop } from '../src/story/answering-act'
import { castOf } from '../src/story/cast'
import { hostAccount, seeOnline, setStage } from '../src/story/hosting-act'
import { acceptInvitation, addPeople, editPermissionGroup, enterAsBoss } from '../src/story/opening-act'
import { chat, loseFriends, massSend, REACHABLE, tagCustomers } from '../src/story/reaching-act'

/** Faster than a person would set it, so that the story is told in a minute. */
const TIMES = { MIAOHUI_PACING_GAP_MS: '20', MIAOHUI_SYNC_COOL_DOWN_SECONDS: '0' }

/** The main job, in a browser; told twice on one data folder, with a restart of the product in between. */
describe('the main job', () => {
  let product: Product
  let browser: Browser

  beforeAll(async () => {
    product = await Product.start({ env: TIMES })
    browser = await Browser.open(product.url)
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  describe.each([
    { when: 'on a fresh data folder', cast: castOf(0), restarts: true },
    { when: 'once more, after a restart', cast: castOf(1), restarts: false },
  ])('$when', ({ cast, restarts }) => {
    let boss: Page
    let member: Page
    let phone: Page
    let accountId: string
    let customerId: string
    let failed: string | undefined

    /** The story is a sequence: once a step has failed, the following ones tell nothing. */
    const step = (name: string, tell: () => Promise<void>) =>
      it(name, async () => {
        if (failed) throw new Error(`not told, because this failed: ${failed}`)
        failed = name
        await tell()
        failed = undefined
      })

    beforeAll(async () => {
      ;[boss, member, phone] = [await browser.newPerson(), await browser.newPerson(), await browser.newPage()]
      await setStage(product)
    })
    afterAll(async () => {
      for (const page of [boss, member, phone]) await page?.context().close()
    })

    step('1. the creator comes in', () => enterAsBoss(boss, product))

    step('2. edits the permission group, makes departments and invites a member', async () => {
      await editPermissionGroup(boss)
      await addPeople(boss, cast)
    })

    step('3. the member accepts and lands in the team console', () => acceptInvitation(member, product, cast))

    step('4. the member hosts an account: QR, verification code, synchronisation, online', async () => {
      accountId = await hostAccount(member, phone, product)
      await seeOnline(member, product, accountId)
    })

    step('5. a new customer is answered within a second, then with the picture, then pulled into the room', async () => {
      await writeAnswerSop(member, product, cast, accountId)
      const { customerId: id, rows } = await addCustomer(phone, product, accountId, cast.customer)
      customerId = id
      expect(rows.map((row) => row.kind)).toEqual(['text', 'image', 'room-join'])
      const [text, picture] = rows.map((row) => row.sinceAddedMs!)
      expect(rows[0]!.text).toBe(cast.greeting.replace('{{昵称}}', cast.customer))
      expect(text).toBeLessThan(1000)
      expect(picture! - text!).toBeGreaterThanOrEqual(1900)
      await seeRun(member, cast.customer)
    })

    step('6. 200 customers get a tag and a mass-send; those who left are taken out, the results add up', async () => {
      const blocker = await addCustomer(phone, product, accountId, cast.blocker)
      await tagCustomers(member, cast)
      await loseFriends(member, product, accountId, { id: blocker.customerId, name: cast.blocker })
      const since = await product.simulator.ledgerPosition()
      const { delivered, failed } = await massSend(member, product, cast, accountId)
      expect(delivered + failed).toBe(REACHABLE)
      expect(await product.simulator.ledger({ acc: accountId, since })).toHaveLength(delivered)
    })

    step('7. the customer answers, the conversation is there by itself, and the reply reaches the phone', () =>
      chat(member, product, { id: customerId, name: cast.customer }, accountId),
    )

    it('no page failed by itself, asked a stranger or met a failing server', () => {
      expect(browser.faults).toEqual([])
    })

    if (restarts)
      step('after a restart everything is still there: the account without a QR code, the answers to new customers', async () => {
        for (const page of [boss, member]) await page.context().close()
        await product.stop({ keepData: true })
        const { port } = new URL(product.url)
        product = await Product.start({ dataDir: product.dataDir, env: { ...TIMES, MIAOHUI_PORT: port } })
        const page = await browser.newPerson()
        await signIn(page, product.url, cast.member)
        await page.waitForURL(/\/home$/)
        await seeOnline(page, product, accountId)
        const { rows } = await addCustomer(phone, product, accountId, '高远航')
        expect(rows.map((row) => row.kind)).toEqual(['text', 'image', 'room-join'])
        await page.context().close()
      })
  })
})
