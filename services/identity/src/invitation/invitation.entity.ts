import type { DeliveryState } from '@miaohui/contracts/identity/events'
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

/** An invitation of org to be mailed and accepted; its id is org's. */
@Entity('invitation')
export class InvitationEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('uuid', { name: 'member_id' })
  memberId!: string

  @Column('text', { name: 'email' })
  email!: string

  @Column('text', { name: 'name' })
  name!: string

  @Column('text', { name: 'enterprise_name' })
  enterpriseName!: string

  @Column('text', { name: 'team_name', nullable: true })
  teamName!: string | null

  @Column('text', { name: 'permission_group_name' })
  permissionGroupName!: string

  @Column('text', { name: 'inviter_name' })
  inviterName!: string

  /** `seq` of org's announcement: the member's newest invitation has the highest. */
  @Column('bigint', { name: 'seq' })
  seq!: string

  @Column('text', { name: 'state' })
  state!: DeliveryState

  @Column('int', { name: 'attempts', default: 0 })
  attempts!: number

  /** What the mail server said last. */
  @Column('text', { name: 'reason', nullable: true })
  reason!: string | null

  @CreateDateColumn({ name: 'queued_at', type: 'timestamptz' })
  queuedAt!: Date

  /** When to mail next; null when there is nothing to mail. While a mail is being sent it is the end of the sender's claim. */
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: Date | null

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null

  @Column('uuid', { name: 'accepted_by', nullable: true })
  acceptedBy!: string | null
}
