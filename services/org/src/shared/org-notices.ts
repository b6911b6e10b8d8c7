import { LivePublisher } from '@miaohui/platform/live'
import { Injectable } from '@nestjs/common'

export type OrgNoun = 'department' | 'member' | 'permission-group' | 'team' | 'enterprise'

/** Tells the consoles of an enterprise what changed in its organisation. Waits for the commit inside a unit of work. */
@Injectable()
export class OrgNotices {
  constructor(private readonly live: LivePublisher) {}

  /** @param rev grows with every change of the record; @param record the record as the rpcs answer it */
  changed(enterpriseId: string, noun: OrgNoun, entity: string, rev: number, record: object): void {
    this.live.publish(enterpriseId, { topic: 'enterprise:org', type: `${noun}.changed`, entity, rev, patch: { ...record } })
  }

  deleted(enterpriseId: string, noun: OrgNoun, entity: string, rev: number): void {
    this.live.publish(enterpriseId, { topic: 'enterprise:org', type: `${noun}.deleted`, entity, rev, patch: {} })
  }
}
