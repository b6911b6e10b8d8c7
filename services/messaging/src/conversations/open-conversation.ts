import { newId } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Conversation } from '@miaohui/contracts/messaging/conversation'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'
import { ConversationViews } from './conversation-views'

@Injectable()
export class OpenConversationCommand {
  constructor(
    private readonly units: UnitOfWork,
    private readonly views: ConversationViews,
    private readonly live: LivePublisher,
  ) {}

  /** The conversation with a customer, made when there was none. @throws Problem NOT_FOUND. */
  execute(enterpriseId: string, teamId: string, customerId: string): Promise<Conversation> {
    return this.units.run(enterpriseId, async (db) => {
      await db.query(
        `insert into conversation (id, enterprise_id, team_id, account_id, kind, chat_key, last_at)
         select $4, $1, team_id, account_id, 'private', provider_id, now() from customer where enterprise_id = $1 and team_id = $2 and id = $3
         on conflict do nothing`,
        [enterpriseId, teamId, customerId, newId()],
      )
      const [row] = await db.query<{ id: string }[]>(
        `select v.id from customer c join conversation v on v.enterprise_id = $1 and v.account_id = c.account_id and v.chat_key = c.provider_id
         where c.enterprise_id = $1 and c.team_id = $2 and c.id = $3`,
        [enterpriseId, teamId, customerId],
      )
      const [found] = row ? await this.views.byIds(db, enterpriseId, [row.id]) : []
      if (!found) throw new Problem(commonProblems.NOT_FOUND)
      return found.view
    })
  }

  /** Nothing is unread any more; whether the customer waits for an answer is another matter. @throws Problem NOT_FOUND. */
  markRead(enterpriseId: string, teamId: string, id: string): Promise<Conversation> {
    return this.units.run(enterpriseId, async (db) => {
      const changed = await db.query<unknown[]>(
        `with seen as (
           update conversation set unread = 0, rev = rev + 1 where enterprise_id = $1 and team_id = $2 and id = $3 and unread > 0 returning 1
         ) select * from seen`,
        [enterpriseId, teamId, id],
      )
      const [found] = await this.views.byIds(db, enterpriseId, [id])
      if (found?.teamId !== teamId) throw new Problem(commonProblems.NOT_FOUND)
      if (changed.length > 0) this.views.publish(this.live, enterpriseId, teamId, found.view)
      return found.view
    })
  }
}
