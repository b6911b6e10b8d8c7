import { eventually } from '@miaohui/testing/eventually'
import { onceKey, type Demo, type DemoTeam, type HostedAccount } from './demo'

type Account = { id: string; state: string; name: string | null; sync?: { state: string } }
type Wish = {
  team: DemoTeam
  scheme?: 'workmate' | 'workzen'
  region?: 'beijing' | 'shanghai' | 'hangzhou'
  population: 'S' | 'M'
}

/** People who fill a demo do not wait for codes and long syncs; `livelier` gives the waits back. */
const HASTE = {
  verifyCodeProb: 0,
  verifyCodeProbOtherRegion: 0,
  startMs: [20, 20],
  loginMs: [50, 100],
  syncBaseMs: 200,
  syncPerContactMs: 0,
  deliveryMs: null,
}
const LONG_MS = 24 * 3600_000

/** Four accounts that are online, one that was thrown out, one that is watched: with their customers. @returns the one to throw out */
export async function hostAccounts(demo: Demo, teams: readonly DemoTeam[]): Promise<HostedAccount> {
  const [first, second, third] = teams as [DemoTeam, DemoTeam, DemoTeam]
  await demo.simulator.knobs(HASTE)
  const wishes: Wish[] = [
    { team: first, population: 'M' },
    { team: first, population: 'M', region: 'shanghai' },
    { team: second, population: 'M', region: 'shanghai' },
    { team: third, population: 'M', region: 'hangzhou' },
    { team: second, population: 'M', scheme: 'workzen', region: 'shanghai' },
    { team: third, population: 'S', region: 'hangzhou' },
  ]
  const [a, b, c, d, , offline] = await inTurns(wishes, (wish) => host(demo, wish))
  first.accounts.push(a!, b!)
  second.accounts.push(c!)
  third.accounts.push(d!)
  return offline!
}

/** States that last as long as somebody looks at them: they come last. */
export async function leaveUnfinished(demo: Demo, teams: readonly DemoTeam[], offline: HostedAccount): Promise<void> {
  const [first, second] = teams as [DemoTeam, DemoTeam]
  await demo.simulator.knobs({ kick: { reason: 'SLOT_TAKEN' } }, { acc: offline.id })
  await demo.simulator.resetKnobs()
  await demo.simulator.knobs({ verifyCodeProb: 1, qrTtlMs: LONG_MS, codeTtlMs: LONG_MS, startMs: [20, 20] })
  const [waiting, asked] = await Promise.all([
    create({ team: first, population: 'S' }),
    create({ team: second, population: 'S', region: 'shanghai' }),
  ])
  await demo.simulator.phoneInState(waiting, 'QR')
  await demo.simulator.phoneInState(asked, 'QR')
  await demo.simulator.scan(asked)
  await demo.simulator.confirm(asked)
  await demo.simulator.verificationCode(asked)
  await demo.simulator.resetKnobs()
  for (const acc of [waiting, asked]) await demo.simulator.knobs({ qrTtlMs: LONG_MS, codeTtlMs: LONG_MS }, { acc })
}

async function host(demo: Demo, wish: Wish): Promise<HostedAccount> {
  await demo.simulator.knobs({ population: wish.population })
  const id = await create(wish)
  await demo.simulator.phoneInState(id, 'QR')
  await demo.simulator.scan(id)
  await demo.simulator.confirm(id)
  const { lead } = wish.team
  const { name } = await eventually(
    async () => {
      const account = await lead.ask<Account>('GET', lead.team(`/accounts/${id}`))
      if (account.state !== 'online' || account.sync?.state !== 'finished')
        throw new Error(`${account.state}, ${account.sync?.state}`)
      return account
    },
    { withinMs: 60_000, everyMs: 100 },
  )
  return { id, name: name ?? '' }
}

async function create({ team: { lead }, scheme = 'workmate', region = 'beijing' }: Wish): Promise<string> {
  const body = { platform: 'wecom', scheme, region, idempotencyKey: onceKey() }
  return (await lead.ask<Account>('POST', lead.team('/accounts'), body)).id
}

/** One after the other: the size of a population is a setting of the whole simulator. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}
