import { onceKey, type DemoTeam, type HostedAccount, type Page } from './demo'
import { GREETING } from './story'

const SECOND = 1000
const DAY = 24 * 3600 * SECOND
type Room = { id: string; name: string; external: boolean; memberCount: number }

/** A short answer SOP that ends at once for the first account of the team, one over days, whose runs go on, for the others. */
export async function answerNewCustomers({ lead, accounts, materialIds }: DemoTeam): Promise<void> {
  const [first, ...others] = accounts
  const [timetable, poster] = materialIds
  if (!first) return
  const room = await roomOf(lead, first)
  const text = (delayMs: number, words: string) => ({ delayMs, content: { kind: 'text', text: words } })
  const picture = (delayMs: number, materialId?: string) => ({ delayMs, content: { kind: 'image', materialId } })
  const save = (name: string, of: readonly HostedAccount[], steps: readonly object[]) =>
    lead.ask('POST', lead.team('/answer-sops'), {
      name,
      accountIds: of.map(({ id }) => id),
      steps,
      enabled: of.length > 0,
      idempotencyKey: onceKey(),
    })
  await save(
    '新客户应答',
    [first],
    [
      text(0, GREETING),
      picture(2 * SECOND, timetable),
      ...(room ? [{ delayMs: SECOND, content: { kind: 'room-invite', roomIds: [room.id] } }] : []),
    ],
  )
  await save('七天陪跑', others, [
    text(0, GREETING),
    picture(SECOND, poster),
    text(DAY, '{{昵称}}，昨天的课程表看了吗？有不清楚的我来讲。'),
    text(3 * DAY, '体验课名额还剩几个，要不要给您留一个？'),
    text(3 * DAY, '这是最近学员的作品，孩子们进步都很大。'),
  ])
}

/** A room of customers with space left. */
async function roomOf(lead: DemoTeam['lead'], { id }: HostedAccount): Promise<Room | undefined> {
  const { items } = await lead.ask<Page<Room>>('GET', lead.team(`/rooms?limit=100&accountId=${id}`))
  return items.filter(({ external }) => external).sort((a, b) => a.memberCount - b.memberCount)[0]
}
