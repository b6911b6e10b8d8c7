import { eventually } from '@miaohui/testing/eventually'
import { onceKey, type DemoTeam } from './demo'
import { NOTICE } from './story'

type Broadcast = { id: string; state: string; counts: Record<string, number> }
type Wish = { name: string; filter: object; messages: readonly object[]; startAt?: string }

const text = (words: string) => ({ kind: 'text', text: words })

/** One of each team that is over. */
export async function sendFinished({ lead, tagIds, plan, accounts }: DemoTeam): Promise<void> {
  const { id } = await start(lead, {
    name: `${plan.leads}：公开课提醒`,
    filter: { anyTagIds: tagIds.slice(0, 1), accountIds: accounts.map((account) => account.id) },
    messages: [text(NOTICE)],
  })
  await until(lead, id, 'finished')
}

/** One that runs for minutes to come, one that somebody has paused, one for tomorrow. */
export async function sendOngoing(teams: readonly DemoTeam[]): Promise<void> {
  const [first, second, third] = teams as [DemoTeam, DemoTeam, DemoTeam]
  const all = (team: DemoTeam) => ({ relation: 'friend', accountIds: team.accounts.map(({ id }) => id) })
  await start(first.lead, {
    name: '秋季班开放报名',
    filter: all(first),
    messages: [
      text('{{昵称}}，秋季班今天开放报名，老学员续报有优惠。'),
      { kind: 'image', materialId: first.materialIds[0] },
      text('回复「报名」，我来帮您选班。'),
    ],
  })
  const paused = await start(second.lead, {
    name: '期中家长会通知',
    filter: all(second),
    messages: [text('{{昵称}}，期中家长会定在周五晚上七点。')],
  })
  await until(second.lead, paused.id, 'running')
  await second.lead.ask('POST', second.lead.team(`/broadcasts/${paused.id}/pause`))
  const tomorrow = new Date(Date.now() + 24 * 3600_000).toISOString()
  await start(third.lead, {
    name: '老学员回访',
    filter: all(third),
    messages: [text('{{昵称}}，最近孩子学得怎么样？')],
    startAt: tomorrow,
  })
}

function start(lead: DemoTeam['lead'], wish: Wish): Promise<Broadcast> {
  return lead.ask('POST', lead.team('/broadcasts'), { mode: 'unlimited', ...wish, idempotencyKey: onceKey() })
}

async function until(lead: DemoTeam['lead'], id: string, wanted: string): Promise<void> {
  await eventually(
    async () => {
      const { state, counts } = await lead.ask<Broadcast>('GET', lead.team(`/broadcasts/${id}`))
      if (state !== wanted) throw new Error(`${state} ${JSON.stringify(counts)}`)
    },
    { withinMs: 90_000, everyMs: 250 },
  )
}
