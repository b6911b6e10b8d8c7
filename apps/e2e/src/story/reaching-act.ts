import { eventually } from '@miaohui/testing/eventually'
import type { Product } from '@miaohui/testing/product'
import type { Page } from 'playwright-core'
import { screenshot } from '../browser'
import { button, choose, goTo } from '../console-hands'
import type { Cast } from './cast'

const TAGGED = 200

/** Step 6: the list is synchronised and 200 customers get a new custom tag. */
export async function tagCustomers(page: Page, cast: Cast): Promise<void> {
  await goTo(page, '客户列表')
  await button(page, '同步').click()
  await page.getByText('同步数据中').waitFor()
  await page.getByText('同步完成').waitFor({ timeout: 30_000 })
  await screenshot(page, 'customers')

  await button(page, '打标签').click()
  const drawer = page.getByRole('dialog', { name: '打标签' })
  await drawer.getByLabel('最多打多少位').fill(String(TAGGED))
  await drawer.getByRole('combobox', { name: '添加标签' }).fill(cast.tag)
  await page.getByRole('option', { name: cast.tag }).click()
  await button(drawer, `给 ${TAGGED} 位客户保存`).click()
  await page.getByText(`已处理 ${TAGGED} 位客户，其中 ${TAGGED} 位有变化`).waitFor()
}

/** Two customers of the tag have deleted the account, which WeCom tells; a third has blocked it, which only a refused message shows. */
export async function loseFriends(
  page: Page,
  product: Product,
  accountId: string,
  blocker: { id: string; name: string },
): Promise<void> {
  const friends = await product.simulator.customers(accountId, { relation: 'friend' })
  const oldest = friends.sort((a, b) => b.addedAt - a.addedAt).slice(TAGGED / 2, TAGGED / 2 + LOST.deleted)
  for (const { id } of oldest) await product.simulator.deleteAccountAs(id)
  await product.simulator.blockAs(blocker.id)

  await page.getByLabel('搜索名称或备注').fill(blocker.name)
  await page.getByText('共 1 条').waitFor()
  await page.getByRole('row', { name: blocker.name }).getByRole('button', { name: blocker.name }).click()
  await page.getByRole('dialog', { name: '客户详情' }).getByText('发起会话').click()
  await write(page, '在吗？')
  await page.getByRole('log').getByText('发送失败 · 对方已拉黑该账号').waitFor()
}

const LOST = { deleted: 2, blocked: 1 }
export const REACHABLE = TAGGED - LOST.deleted - LOST.blocked

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel('输入消息').fill(text)
  await page.keyboard.press('Enter')
}

export type Outcome = { delivered: number; failed: number }

/** Step 6: a mass-send to the tag, from the estimate to the result of each recipient. */
export async function massSend(page: Page, product: Product, cast: Cast, accountId: string): Promise<Outcome> {
  const { name } = await product.simulator.phone(accountId)
  await goTo(page, '群发')
  await button(page, '新建群发').first().click()
  await page.getByText('无限制群发').waitFor()
  await button(page, '下一步').click()

  await page.getByRole('checkbox', { name }).check()
  await choose(page, page, '包含任一标签', cast.tag)
  await page.keyboard.press('Escape')
  const estimate = page.getByRole('region', { name: '预计触达' })
  for (const line of [
    new RegExp(`命中客户\\s*${TAGGED}`),
    new RegExp(`已单删\\s*−${LOST.deleted}`),
    new RegExp(`已拉黑\\s*−${LOST.blocked}`),
    new RegExp(`可达\\s*${REACHABLE}`),
  ])
    await estimate.getByRole('listitem').filter({ hasText: line }).waitFor()
  await button(page, '下一步').click()

  await page.getByLabel('文本内容').fill(`{{昵称}}，${cast.broadcast}：今晚八点准时开始`)
  await button(page, '下一步').click()
  await page.getByLabel('群发名称').fill(cast.broadcast)
  await page.getByText(`由 1 个账号向 ${REACHABLE} 人各发送 1 条消息`).waitFor()
  await button(page, '开始群发').click()
  await button(page.getByRole('dialog', { name: `开始群发「${cast.broadcast}」？` }), '开始群发').click()
  await page.getByRole('heading', { level: 1, name: cast.broadcast }).waitFor()
  return watchProgress(page)
}

/** The page moves by itself; in the end every recipient has a result, and the numbers add up. */
async function watchProgress(page: Page): Promise<Outcome> {
  const settled = page.getByText(new RegExp(`^\\d+ / ${REACHABLE} 条已有结果$`))
  const count = async () => Number(/^\d+/.exec(await settled.innerText())![0])
  const seen = new Set<number>()
  await eventually(
    async () => {
      const now = await count()
      seen.add(now)
      if (now < REACHABLE) throw new Error(`${now} of ${REACHABLE} have a result`)
    },
    { withinMs: 60_000, everyMs: 200 },
  )
  if (seen.size < 3) throw new Error(`the progress was not live: ${[...seen].join(', ')}`)
  await page.getByText('已完成', { exact: true }).first().waitFor()
  await page
    .getByRole('table')
    .getByText(/已提交|发送中|排队/)
    .first()
    .waitFor({ state: 'hidden' })
  await screenshot(page, 'broadcast')
  const part = async (label: string) => {
    const text = await page
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`^${label}\\s*\\d`) })
      .first()
      .innerText()
    return Number(/[\d,]+/.exec(text)![0].replace(',', ''))
  }
  return { delivered: await part('已送达'), failed: await part('失败') }
}

/** Step 7: the customer answers, the conversation comes by itself, the member replies and the customer's phone shows it. */
export async function chat(
  page: Page,
  product: Product,
  customer: { id: string; name: string },
  accountId: string,
): Promise<void> {
  await goTo(page, '聚合聊天')
  await button(page, '全部').click()
  const list = page.getByRole('region', { name: '会话列表' })
  const row = list.getByRole('link').filter({ hasText: customer.name })
  const question = '请问今晚几点上课？'
  await product.simulator.say(customer.id, question)
  await row.filter({ hasText: question }).waitFor()
  await row.click()
  await page.getByRole('log').getByText(question).waitFor()

  const answer = '今晚八点，开课前十分钟会在群里提醒您'
  await write(page, answer)
  await eventually(async () => {
    const shown = await product.simulator.conversation(accountId, customer.id)
    if (!shown.some((message) => message.fromAccount && message.text === answer))
      throw new Error('the phone does not show the reply')
  })
  const bubble = page.getByRole('log').locator('.message').filter({ hasText: answer })
  await bubble.getByText('已送达').waitFor({ state: 'attached' })
  await screenshot(page, 'inbox')
  await goTo(page, '首页')
  await page.getByText(/^今日新客户\s*[1-9]/).waitFor()
  await screenshot(page, 'home')
}
