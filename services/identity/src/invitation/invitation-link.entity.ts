import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

/**
 * A link that was, or may have been, mailed. Each attempt makes its own: when a mail server took a mail and its answer was lost, both
 * the first and the second mail work.
 */
@Entity('invitation_link')
export class InvitationLinkEntity {
  /** SHA-256 of the token; the token itself is only in the mail. */
  @PrimaryColumn('bytea', { name: 'token_hash' })
  tokenHash!: Buffer

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('uuid', { name: 'invitation_id' })
  invitationId!: string

  @CreateDateColumn({ name: 'made_at', type: 'timestamptz' })
  madeAt!: Date

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date
}
