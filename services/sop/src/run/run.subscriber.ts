import type { Envelope } from '@miaohui/contracts/kernel/event'
import {
  customerAdded,
  customerRelationChanged,
  sendsSettled,
  type CustomerAdded,
  type CustomerRelationChanged,
  type SendsSettled,
} from '@miaohui/contracts/messaging/events'
import { OnEvent, type EventContext } from '@miaohui/persistence/events'
import { Injectable } from '@nestjs/common'
import { EnrolCustomers } from './enrol-customers'
import { SettleSteps } from './settle-steps'

@Injectable()
export class RunSubscriber {
  constructor(
    private readonly enrol: EnrolCustomers,
    private readonly settle: SettleSteps,
  ) {}

  @OnEvent(customerAdded)
  async added(batch: Envelope<CustomerAdded>[], { enterpriseId, db }: EventContext): Promise<void> {
    await this.enrol.execute(enterpriseId, db, batch)
  }

  @OnEvent(sendsSettled)
  async settled(batch: Envelope<SendsSettled>[], { enterpriseId, db }: EventContext): Promise<void> {
    const news = batch.flatMap((e) => e.data.items).filter((item) => item.source === 'answer-sop')
    await this.settle.execute(
      enterpriseId,
      db,
      news.map((n) => ({ ...n, at: new Date(n.at) })),
    )
  }

  /** Who deleted or blocked the account gets nothing more. */
  @OnEvent(customerRelationChanged)
  async relationChanged(batch: Envelope<CustomerRelationChanged>[], { enterpriseId, db }: EventContext): Promise<void> {
    const gone = batch.filter((e) => e.data.relation !== 'friend').map((e) => e.data.customerId)
    if (gone.length === 0) return
    await db.query(
      `with stopped as (
         update run set state = 'stopped', stop_reason = 'customer-left', ended_at = now()
         where enterprise_id = $1 and customer_id = any($2) and state = 'running' returning id)
       update run_step set state = 'cancelled', settled_at = now() from stopped
       where run_step.enterprise_id = $1 and run_step.run_id = stopped.id and run_step.state = 'waiting'`,
      [enterpriseId, gone],
    )
  }
}
