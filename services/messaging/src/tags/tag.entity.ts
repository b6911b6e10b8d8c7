import type { TagColour, TagKind } from '@miaohui/contracts/messaging/tag'
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('tag')
export class TagEntity {
  @PrimaryColumn('uuid', { name: 'id' })
  id!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('uuid', { name: 'team_id' })
  teamId!: string

  @Column('text', { name: 'kind' })
  kind!: TagKind

  @Column('text', { name: 'name' })
  name!: string

  @Column('text', { name: 'group_name', nullable: true })
  groupName!: string | null

  @Column('text', { name: 'colour' })
  colour!: TagColour
}
