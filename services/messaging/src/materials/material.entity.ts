import type { MaterialKind } from '@miaohui/contracts/messaging/material'
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('material')
export class MaterialEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('uuid', { name: 'team_id' })
  teamId!: string

  @Column('text', { name: 'kind' })
  kind!: MaterialKind

  @Column('text', { name: 'name' })
  name!: string

  @Column('text', { name: 'content_type' })
  contentType!: string

  @Column('int', { name: 'bytes' })
  bytes!: number

  @Column('text', { name: 'sha256' })
  sha256!: string

  @Column('uuid', { name: 'created_by' })
  createdBy!: string

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null
}
