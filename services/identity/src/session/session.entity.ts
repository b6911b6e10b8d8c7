import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

export const REVOKE_REASONS = ['signed-out', 'reuse', 'access-lost'] as const
export type RevokeReason = (typeof REVOKE_REASONS)[number]

/** One sign-in on one device, with the whole family of refresh tokens that follow each other in it. */
@Entity('session')
export class SessionEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'user_id' })
  userId!: string

  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer

  @Column('bytea', { name: 'previous_hash', nullable: true })
  previousHash!: Buffer | null

  @Column('timestamptz', { name: 'rotated_at' })
  rotatedAt!: Date

  @Column('bytea', { name: 'device' })
  device!: Buffer

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null

  @Column('text', { name: 'ip', nullable: true })
  ip!: string | null

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date

  @Column('timestamptz', { name: 'idle_until' })
  idleUntil!: Date

  @Column('timestamptz', { name: 'absolute_until' })
  absoluteUntil!: Date

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null

  @Column('text', { name: 'revoke_reason', nullable: true })
  revokeReason!: RevokeReason | null
}
