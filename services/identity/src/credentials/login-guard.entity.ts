import { Column, Entity, PrimaryColumn } from 'typeorm'

/** Guesses at one e-mail, whether or not anybody has it. */
@Entity('login_guard')
export class LoginGuardEntity {
  /** SHA-256 of the e-mail. */
  @PrimaryColumn('bytea', { name: 'key' })
  key!: Buffer

  @Column('int', { name: 'fails' })
  fails!: number

  @Column('timestamptz', { name: 'last_at' })
  lastAt!: Date

  @Column('timestamptz', { name: 'locked_until', nullable: true })
  lockedUntil!: Date | null
}
