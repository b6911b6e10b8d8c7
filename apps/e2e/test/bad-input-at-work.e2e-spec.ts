import { eventually } from '@miaohui/testing/eventually'
import { openEnterprise, SELLER } from '@miaohui/testing/opening'
import type { Person } from '@miaohui/testing/person'
import { Product } from '@miaohui/testing/product'
import type { Locator, Page } from 'playwright-core'
import { Browser } from '../src/browser'
import { button, choose, goTo, signIn } from '../src/console-hands'
import { refusalOf, shown } from '../src/refusal'

type Items = { items: { id: string }[] }

/** Bad input at the forms of the team console: people read why, and nothing is half-done. */
describe('bad input at work', () => {
  let product: Product
  let browser: Browser
  let seller: Person
  /** The member's browser, signed in. */
  let page: Page

  beforeAll(async () => {
    product = await Product.start()
    browser = await Browser.open(product.url)
    ;({ seller } = await openEnterprise(product))
    page = await browser.newPerson()
    await signIn(page, product.url, SELLER)
    await page.waitForURL(/\/home$/)
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  describe('when hosting an account', () => {
    type Account = { id: string; state: string; reason: string | null }
    const create = () =>
      seller.ask<Account>('POST', seller.team('/accounts'), {
        platform: 'wecom',
        scheme: 'workmate',
        region: 'beijing',
        idempotencyKey: crypto.randomUUID(),
      })
    const stateOf = async (id: string) => {
      const { state, reason } = await seller.ask<Account>('GET', seller.team(`/accounts/${id}`))
      return [state, reason]
    }
    /** A new account whose phone waits for the verification code; its dialog is open. */
    const untilCode = async (): Promise<{ id: string; dialog: Locator }> => {
      const { id } = await create()
      await product.simulator.phoneInState(id, 'QR')
      await page.goto(page.url().replace(/\/(home|accounts).*$/, `/accounts?login=${id}`))
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('img', { name: '登录二维码' }).waitFor()
      await product.simulator.scan(id)
      await product.simulator.confirm(id)
      await dialog.getByLabel('请输入验证码').waitFor()
      return { id, dialog }
    }
    const enter = async (dialog: Locator, code: string) => {
      await dialog.getByLabel('请输入验证码').fill(code)
      await button(dialog, '提交验证码').click()
    }
    const otherThan = (code: string) => (code === '111111' ? '222222' : '111111')

    it('a wrong code is refused with the tries that are left, the right one still works', async () => {
      await product.simulator.knobs({ verifyCodeProb: 1 })
      const { id, dialog } = await untilCode()
      const code = await product.simulator.verificationCode(id)
      await enter(dialog, otherThan(code))
      await shown(dialog, '验证码不正确，还可以试 2 次。')
      expect(await refusalOf(seller, seller.team(`/accounts/${id}/verify-code`), { code: otherThan(code) })).toEqual([
        400,
        'VERIFY_CODE_WRONG',
      ])
      expect(await refusalOf(seller, seller.team(`/accounts/${id}/verify-code`), { code: 'abcdef' })).toEqual([
        400,
        'VALIDATION_FAILED',
        'code FORMAT',
      ])
      expect((await stateOf(id))[0]).toBe('verify-code')
      await enter(dialog, code)
      await shown(dialog, '账号已在线')
      expect(await refusalOf(seller, seller.team(`/accounts/${id}/verify-code`), { code })).toEqual([409, 'NO_CODE_ASKED'])
    })

    it('a code that has expired is told, and a new QR code comes', async () => {
      await product.simulator.knobs({ codeTtlMs: 1500 })
      const { id, dialog } = await untilCode()
      await shown(dialog, '验证码已过期，请重新获取。')
      await dialog.getByRole('img', { name: '登录二维码' }).waitFor()
      expect((await stateOf(id))[0]).toBe('qr')
      await product.simulator.resetKnobs()
    })

    it('a QR code that nobody scans ends the sign-in, and says how to go on', async () => {
      await product.simulator.knobs({ qrTtlMs: 1000, qrMaxRefresh: 1 })
      const { id } = await create()
      await eventually(async () => expect(await stateOf(id)).toEqual(['offline', 'qr-timeout']))
      await page.goto(page.url().replace(/\/accounts.*$/, `/accounts?login=${id}`))
      const dialog = page.getByRole('dialog')
      await shown(dialog, '点重新扫码，会出现新的二维码。用这个号的手机扫码并确认即可。')
      await product.simulator.resetKnobs()
      await button(dialog, '重新扫码').click()
      await dialog.getByRole('img', { name: '登录二维码' }).waitFor()
    })

    it('without a free seat no account is made, and people read how many are used', async () => {
      await create()
      await create()
      await page.goto(page.url().replace(/\/accounts.*$/, '/accounts?add=1'))
      const dialog = page.getByRole('dialog', { name: '添加托管账号' })
      await button(dialog, '下一步').click()
      await button(dialog, '下一步').click()
      await dialog.getByRole('radio', { name: '北京' }).check()
      await button(dialog, '创建账号').click()
      await button(dialog, '我已了解').click()
      await shown(dialog, '席位已用完（5/5）')
      expect((await seller.ask<Items>('GET', seller.team('/accounts'))).items).toHaveLength(5)
      expect(await product.simulator.phones()).toHaveLength(5)
    })
  })

  describe('in what is sent', () => {
    let tagId: string
    beforeAll(async () => {
      tagId = (await seller.ask<{ id: string }>('POST', seller.team('/tags'), { name: '还没有人', colour: 'grey' })).id
      await page.goto(page.url().replace(/\/accounts.*$/, '/home'))
    })

    it('a mass-send to nobody is not made', async () => {
      await goTo(page, '群发')
      await button(page, '新建群发').first().click()
      await button(page, '下一步').click()
      await button(page, '下一步').click()
      await shown(page, '请至少选择一个账号。')
      await page.getByRole('group', { name: '由哪些账号发送' }).getByRole('checkbox').first().check()
      await choose(page, page, '包含任一标签', '还没有人')
      await page.keyboard.press('Escape')
      await button(page, '下一步').click()
      await shown(page, '没有可触达的客户，请调整人群。')
      const body = {
        name: '开课提醒',
        mode: 'unlimited',
        messages: [{ kind: 'text', text: '今晚八点' }],
        idempotencyKey: 'empty-audience',
      }
      expect(await refusalOf(seller, seller.team('/broadcasts'), { ...body, filter: { anyTagIds: [tagId] } })).toEqual([
        409,
        'AUDIENCE_EMPTY',
      ])
      expect((await refusalOf(seller, seller.team('/broadcasts'), { ...body, filter: {}, messages: [] })).slice(0, 2)).toEqual([
        400,
        'VALIDATION_FAILED',
      ])
      expect((await seller.ask<Items>('GET', seller.team('/broadcasts'))).items).toEqual([])
    })

    it('a file that is no picture, whatever it is called, is not kept; nor is one that is too large', async () => {
      await page.goto(page.url().replace(/\/broadcasts.*$/, '/materials'))
      const upload = page.getByLabel('上传图片').first()
      const text = Buffer.from('课程资料')
      await upload.setInputFiles({ name: '课程资料.txt', mimeType: 'text/plain', buffer: text })
      await shown(page, '不支持这种文件，请换成图片。')
      await page.reload()
      await upload.setInputFiles({ name: '课程资料.png', mimeType: 'image/png', buffer: text })
      await shown(page, '不支持这种文件，请换成图片。')
      await upload.setInputFiles({ name: '很大.png', mimeType: 'image/png', buffer: Buffer.alloc(5 * 1024 * 1024 + 1) })
      await shown(page, '文件太大，请压缩后再上传。')
      const body = { kind: 'image', name: '课程资料.png', content: text.toString('base64') }
      expect((await refusalOf(seller, seller.team('/materials'), body)).slice(0, 2)).toEqual([415, 'MATERIAL_TYPE'])
      expect((await seller.ask<Items>('GET', seller.team('/materials'))).items).toEqual([])
    })

    it('an answer SOP with a step that says nothing is not kept', async () => {
      await goTo(page, '新客户应答')
      await button(page, '新建应答 SOP').first().click()
      await button(page, '保存 SOP').click()
      await shown(page, '此项必填。')
      const sop = { name: '空', accountIds: [], enabled: false, idempotencyKey: 'empty-sop' }
      const steps = [{ delayMs: 0, content: { kind: 'text', text: ' ' } }]
      expect((await refusalOf(seller, seller.team('/answer-sops'), { ...sop, steps })).slice(0, 2)).toEqual([400, 'SOP_EMPTY'])
      expect((await seller.ask<Items>('GET', seller.team('/answer-sops'))).items).toEqual([])
    })
  })

  it('no page failed by itself, asked a stranger or met a failing server', () => {
    expect(browser.faults).toEqual([])
  })
})
