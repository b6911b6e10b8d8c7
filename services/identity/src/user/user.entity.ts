import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

/** Somebody who can sign in: one per e-mail, whatever the number of enterprises they work in. */
@Entity('login_user')
export class UserEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('text', { name: 'email' })
  email!: string

  @Column('text', { name: 'name' })
  name!: string

  @Column('text', { name: 'password_hash' })
  passwordHash!: string

  /** Runs the installation: the person who set it up. */
  @Column('boolean', { name: 'is_operator', default: false })
  isOperator!: boolean

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date
}
