import type { MemberState } from '@miaohui/contracts/org/member'
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

@Entity('member')
export class MemberEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  /** The sign-in identity of identity; known once the invitation is accepted. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null

  @Column('text', { name: 'name' })
  name!: string

  @Column('text', { name: 'email' })
  email!: string

  @Column('text', { name: 'state' })
  state!: MemberState

  @Column('uuid', { name: 'department_id', nullable: true })
  departmentId!: string | null

  @Column('uuid', { name: 'permission_group_id' })
  permissionGroupId!: string

  @Column('int', { name: 'rev', default: 1 })
  rev!: number

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date
}
