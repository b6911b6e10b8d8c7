import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'
import type { SetUpState } from './domain/set-up-rule'

/** The one set-up of this installation: its row is what makes the link work once. */
@Entity('set_up')
export class SetUpEntity {
  @PrimaryColumn('boolean', { name: 'singleton', default: true })
  singleton!: boolean

  @Column('text', { name: 'state' })
  state!: SetUpState

  @Column('uuid', { name: 'user_id' })
  userId!: string

  /** Chosen before org is asked, so that a repeated set-up founds the same enterprise. */
  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  /** Until then whoever began may finish; later somebody with the link may begin anew. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null

  @CreateDateColumn({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date

  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt!: Date | null
}
