import type { AudienceEstimate, CustomerFilter } from '@miaohui/contracts/messaging/audience'
import type { BroadcastState, SendCounts } from '@miaohui/contracts/messaging/broadcast'
import type { Content } from '@miaohui/contracts/messaging/content'
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('broadcast')
export class BroadcastEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('uuid', { name: 'team_id' })
  teamId!: string

  @Column('text', { name: 'name' })
  name!: string

  @Column('text', { name: 'mode' })
  mode!: 'unlimited'

  @Column('text', { name: 'state' })
  state!: BroadcastState

  @Column('jsonb', { name: 'filter' })
  filter!: CustomerFilter

  @Column('jsonb', { name: 'messages' })
  messages!: Content[]

  @Column('jsonb', { name: 'audience' })
  audience!: AudienceEstimate

  @Column('int', { name: 'sends' })
  sends!: number

  /** Kept when nothing of it can change any more, so that lists need not count again. */
  @Column('jsonb', { name: 'final_counts', nullable: true })
  finalCounts!: SendCounts | null

  @Column('timestamptz', { name: 'start_at' })
  startAt!: Date

  @Column('timestamptz', { name: 'frozen_at', nullable: true })
  frozenAt!: Date | null

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null

  @Column('uuid', { name: 'created_by' })
  createdBy!: string

  @Column('text', { name: 'created_by_name' })
  createdByName!: string

  @Column('int', { name: 'rev' })
  rev!: number

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date
}
