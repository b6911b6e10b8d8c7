import type { Locator, Page } from 'playwright-core'

/** What hands do in the console: everything is found by the words that people read. */
export const button = (on: Page | Locator, name: string): Locator => on.getByRole('button', { name, exact: true })

/** Follows the side menu. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: place, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: place }).waitFor({ state: 'attached' })
}

/** Chooses from a list that opens below a field. */
export async function choose(page: Page, on: Page | Locator, field: string, option: string): Promise<void> {
  // The input lies below what is chosen already: people click the field.
  await on
    .locator('.el-select__wrapper')
    .filter({ has: page.getByRole('combobox', { name: field }) })
    .click()
  await page.getByRole('option', { name: option }).filter({ visible: true }).first().click()
}

export async function signIn(page: Page, url: string, who: { email: string; password: string }): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('邮箱').fill(who.email)
  await page.getByLabel('密码', { exact: true }).fill(who.password)
  await button(page, '登录').click()
}
