import type { Product } from '@miaohui/testing/product'
import type { Page } from 'playwright-core'
import { screenshot } from '../browser'
import { button, goTo } from '../console-hands'

/** At least so many friends come with the account, in the population that the simulator makes for it. */
const FRIENDS = '1,000'

/** A code is asked for, and WeCom takes its time until it says that the account is there: meanwhile its data come. */
export async function setStage(product: Product): Promise<void> {
  await product.simulator.knobs({ verifyCodeProb: 1, population: 'M', loginMs: [400, 400], syncBaseMs: 2500 })
}

/** Step 4: the wizard, the QR code on the phone page, the code typed into the console, the synchronisation. Says the account's id. */
export async function hostAccount(page: Page, phone: Page, product: Product): Promise<string> {
  await goTo(page, '托管账号')
  await button(page, '添加托管账号').first().click()
  const dialog = page.getByRole('dialog', { name: '添加托管账号' })
  await dialog.getByRole('radio', { name: /^企业微信/ }).check()
  await button(dialog, '下一步').click()
  await dialog.getByRole('radio', { name: /^workmate/i }).check()
  await button(dialog, '下一步').click()
  await dialog.getByRole('radio', { name: '北京' }).check()
  await button(dialog, '创建账号').click()
  await dialog.getByText(/创建后占用 1 个席位（\d+ → \d+ \/ \d+）/).waitFor()
  await button(dialog, '我已了解').click()
  await dialog.getByRole('img', { name: '登录二维码' }).waitFor()

  const known = await product.simulator.phones()
  const { accountId } = known.at(-1)!
  await phone.goto(`${product.ready.simulatorUrl}/?acc=${accountId}`)
  await screenshot(page, 'qr')
  await phone.getByTestId('phone-scan').click()
  await dialog.getByText('已扫码').waitFor()
  await phone.getByTestId('phone-confirm').click()
  const code = await phone.getByTestId('phone-code').innerText()
  await dialog.getByLabel('请输入验证码').fill(code)
  await button(dialog, '提交验证码').click()

  await dialog.getByText('同步数据中').waitFor()
  await dialog
    .getByRole('definition')
    .filter({ hasText: new RegExp(`^${FRIENDS} `) })
    .waitFor()
  await dialog.getByText('账号已在线').waitFor({ timeout: 30_000 })
  await button(dialog, '完成').click()
  await dialog.waitFor({ state: 'hidden' })
  return accountId
}

/** The account is in the list of the team, connected, with its name from WeCom; each account has its seat. */
export async function seeOnline(page: Page, product: Product, accountId: string): Promise<void> {
  const { name } = await product.simulator.phone(accountId)
  await goTo(page, '托管账号')
  await page.getByRole('row', { name }).filter({ hasText: '在线' }).waitFor()
  const { length } = await product.simulator.phones()
  await page.getByText(new RegExp(`^已用席位\\s*${length}\\s*/ 5`)).waitFor()
}
