import type { DataScope, Permission } from '@miaohui/contracts/permissions'
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'

@Entity('permission_group')
export class PermissionGroupEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('text', { name: 'name' })
  name!: string

  @Column('text', { name: 'preset', nullable: true })
  preset!: string | null

  @Column('text', { name: 'permissions', array: true })
  permissions!: Permission[]

  @Column('text', { name: 'data_scope' })
  dataScope!: DataScope

  @Column('int', { name: 'version', default: 1 })
  version!: number

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date
}
