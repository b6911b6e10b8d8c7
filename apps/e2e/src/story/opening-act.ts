import type { Product } from '@miaohui/testing/product'
import type { Page } from 'playwright-core'
import { button, choose, goTo, signIn } from '../console-hands'
import { BOSS, type Cast } from './cast'

export const ENTERPRISE = '启牛学院'

/** Step 1: the link that the launcher printed makes the first operator and the first enterprise. Later the creator signs in. */
export async function enterAsBoss(page: Page, product: Product): Promise<void> {
  if (product.ready.setupUrl) {
    await page.goto(product.ready.setupUrl)
    await page.getByLabel('姓名').fill(BOSS.name)
    await page.getByLabel('邮箱').fill(BOSS.email)
    await page.getByLabel('密码', { exact: true }).fill(BOSS.password)
    await page.getByLabel('企业名称').fill(ENTERPRISE)
    await button(page, '创建并进入').click()
  } else await signIn(page, product.url, BOSS)
  await page.getByRole('heading', { level: 1, name: '概览' }).waitFor()
}

/** Step 2, first half: the permission group that is already there gets one right more, or gives it back. */
export async function editPermissionGroup(page: Page): Promise<void> {
  await goTo(page, '权限组')
  await page.getByRole('button', { name: /^普通员工/ }).click()
  await page.getByRole('checkbox', { name: /^删除素材/ }).click()
  await button(page, '保存权限组').click()
  await page.getByText('「普通员工」已保存，对组内成员立即生效').waitFor()
}

/** Step 2: a root department, one below it, and a member in it with a team of their own. */
export async function addPeople(page: Page, cast: Cast): Promise<void> {
  await goTo(page, '组织架构')
  await makeDepartment(page, cast.rootDepartment)
  await makeDepartment(page, cast.department, cast.rootDepartment)

  await button(page, '添加成员').first().click()
  const drawer = page.getByRole('dialog', { name: '添加成员' })
  await drawer.getByLabel('姓名').fill(cast.member.name)
  await drawer.getByLabel('邮箱').fill(cast.member.email)
  await choose(page, drawer, '部门', cast.department)
  await drawer.getByText(`新建「${cast.member.name}的小组」`).waitFor()
  await button(drawer, '添加并发送邀请').click()
  await page.getByText(`邀请邮件正在发往 ${cast.member.email}`).waitFor()
  await page.getByRole('row', { name: cast.member.email }).waitFor()
}

async function makeDepartment(page: Page, name: string, parent?: string): Promise<void> {
  await button(page, '新建部门').click()
  const dialog = page.getByRole('dialog', { name: '新建部门' })
  await dialog.getByLabel('部门名称').fill(name)
  if (parent) await choose(page, dialog, '上级部门', parent)
  await button(dialog, '创建').click()
  await page.getByText(`部门「${name}」已创建`).waitFor()
  await dialog.waitFor({ state: 'hidden' })
}

/** Step 3: from the link in the mail to the member's own team console. The rules say live what a password lacks. */
export async function acceptInvitation(page: Page, product: Product, cast: Cast): Promise<void> {
  await page.goto(await product.mails.invitationLink(cast.member.email))
  await page.getByRole('heading', { name: ENTERPRISE }).waitFor()
  const password = page.getByLabel('设置密码')
  const rules = page.getByRole('list', { name: '密码要求' }).getByRole('listitem')
  const met = () => rules.filter({ hasText: '已满足' }).count()
  for (const [typed, expected] of [
    ['banban', 1],
    ['Banban2026', 4],
    [cast.member.password, 5],
  ] as const) {
    await password.fill(typed)
    if ((await met()) !== expected) throw new Error(`${await met()} of the password rules are met by "${typed}"`)
  }
  await page.getByText(`我同意加入「${ENTERPRISE}」`).click()
  await button(page, '同意并进入').click()
  await page.waitForURL(/\/t\/[0-9a-f-]+\/home/)
  await page.getByText(`${cast.member.name}的小组`).first().waitFor()
}
