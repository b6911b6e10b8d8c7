import { eventually } from '@miaohui/testing/eventually'
import type { Product } from '@miaohui/testing/product'
import type { LedgerRow } from '@miaohui/testing/simulator-driver'
import { join } from 'node:path'
import { ROOT } from '@miaohui/testing/product'
import type { Locator, Page } from 'playwright-core'
import { screenshot } from '../browser'
import { button, choose, goTo } from '../console-hands'
import type { Cast } from './cast'

const PICTURE = join(ROOT, 'apps/e2e/fixtures/picture.png')

/** Step 5, first half: text at once, a picture after two seconds, then into a room. */
export async function writeAnswerSop(page: Page, product: Product, cast: Cast, accountId: string): Promise<void> {
  const { name } = await product.simulator.phone(accountId)
  const room = (await product.simulator.rooms(accountId)).find((each) => each.own && each.members < each.capacity)!
  await goTo(page, '新客户应答')
  await button(page, '新建应答 SOP').first().click()
  await page.getByLabel('SOP 名称').fill(cast.sop)
  await choose(page, page, '应答账号', name)
  await page.keyboard.press('Escape')
  const add = page.getByRole('group', { name: '添加步骤' })
  const step = (n: number): Locator => page.locator('.timeline .step').nth(n)

  await step(0).getByLabel('文本内容').fill(cast.greeting)
  await button(add, '图片').click()
  await step(1).getByRole('spinbutton', { name: '上一步完成后' }).fill('2')
  await button(step(1), '选择图片').click()
  const picker = page.getByRole('dialog', { name: '选择图片' })
  await picker.getByLabel('上传图片').setInputFiles(PICTURE)
  await picker.waitFor({ state: 'hidden' })
  await button(add, '拉入群聊').click()
  await step(2).getByRole('spinbutton', { name: '上一步完成后' }).fill('0')
  const rooms = step(2).getByRole('combobox', { name: '群聊顺序' })
  await rooms.fill(room.topic)
  await page.getByRole('option', { name: room.topic }).first().click()

  if (!(await page.getByRole('checkbox', { name: '保存后立即启用' }).isChecked())) throw new Error('a new SOP is not enabled')
  await button(page, '保存 SOP').click()
  await page.getByText('SOP 已保存').waitFor()
  await screenshot(page, 'answer-sop')
}

export type Answered = { customerId: string; rows: LedgerRow[] }

/** Step 5, second half: somebody adds the account; what their phone showed, in order. */
export async function addCustomer(phone: Page, product: Product, accountId: string, name: string): Promise<Answered> {
  const since = await product.simulator.ledgerPosition()
  await phone.goto(`${product.ready.simulatorUrl}/?acc=${accountId}`)
  await phone.locator('#customer-name').fill(name)
  await phone.getByTestId('customer-add').click()
  const rows = await eventually(
    async () => {
      const arrived = await product.simulator.ledger({ acc: accountId, since })
      if (arrived.length < 3) throw new Error(`${arrived.length} of 3 answers arrived`)
      return arrived
    },
    { withinMs: 15_000, everyMs: 100 },
  )
  const customer = (await product.simulator.customers(accountId, { search: name }))[0]!
  return { customerId: customer.id, rows }
}

/** The three steps of the customer's run are done, as the page of the SOP says without being loaded again. */
export async function seeRun(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: '进入的客户' }).click()
  await page.getByRole('row', { name }).filter({ hasText: '已完成' }).waitFor()
}
