import { eventually } from './eventually'
import { Person } from './person'
import type { Product } from './product'

export const BOSS = { name: '李总', email: 'boss@example.com', password: 'Qiniu#2026-start' }
export const SELLER = { name: '王芳', email: 'wangfang@example.com', password: 'Banban&2026-hello' }

/** Steps 1 to 3 of the main job over HTTP: set-up, a member, the accepted invitation. */
export async function openEnterprise(product: Product): Promise<{ boss: Person; seller: Person }> {
  const token = product.ready.setupUrl?.split('#')[1]
  const boss = new Person(product.url, BOSS.email, BOSS.password)
  await boss.take(await boss.ask('POST', '/api/v1/setup', { ...BOSS, token, enterpriseName: '启牛学院' }))
  const seller = await invite(product, boss, SELLER)
  boss.teamId = seller.teamId
  return { boss, seller }
}

export async function invite(
  product: Product,
  boss: Person,
  who: { name: string; email: string; password: string },
): Promise<Person> {
  await boss.ask('POST', boss.at('/members'), { name: who.name, email: who.email })
  const token = (await product.mails.invitationLink(who.email)).split('#')[1]
  const person = new Person(product.url, who.email, who.password)
  return person.take(await person.ask('POST', '/api/v1/invitations/accept', { token, password: who.password }))
}

type Account = { id: string; state: string; sync?: { state: string } }

/** Step 4 over HTTP: a hosted account, scanned and confirmed on the simulator's phone, synchronised. */
export async function hostAccount(product: Product, seller: Person, key: string = crypto.randomUUID()): Promise<string> {
  const body = { platform: 'wecom', scheme: 'workmate', region: 'beijing', idempotencyKey: key }
  const { id } = await seller.ask<Account>('POST', seller.team('/accounts'), body)
  await product.simulator.phoneInState(id, 'QR')
  await product.simulator.scan(id)
  await product.simulator.confirm(id)
  await eventually(
    async () => {
      const account = await seller.ask<Account>('GET', seller.team(`/accounts/${id}`))
      if (account.state !== 'online' || account.sync?.state !== 'finished')
        throw new Error(`${account.state}, sync ${account.sync?.state}`)
    },
    { withinMs: 60_000, everyMs: 100 },
  )
  return id
}
