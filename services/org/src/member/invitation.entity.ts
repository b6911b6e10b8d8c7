import type { DeliveryState } from '@miaohui/contracts/identity/events'
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

/** What org knows of an invitation; identity owns its link and its mail and reports how they fare. */
@Entity('invitation')
export class InvitationEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('uuid', { name: 'member_id' })
  memberId!: string

  @Column('uuid', { name: 'invited_by' })
  invitedBy!: string

  @Column('text', { name: 'state', default: 'queued' })
  state!: DeliveryState

  @Column('int', { name: 'attempts', default: 0 })
  attempts!: number

  @Column('text', { name: 'reason', nullable: true })
  reason!: string | null

  @CreateDateColumn({ name: 'queued_at', type: 'timestamptz' })
  queuedAt!: Date

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null

  /** Set when a newer invitation of the member took its place. */
  @Column('timestamptz', { name: 'superseded_at', nullable: true })
  supersededAt!: Date | null

  /** `seq` of the newest report of identity: older ones that arrive late are dropped. */
  @Column('bigint', { name: 'delivery_seq', default: 0 })
  deliverySeq!: string
}
