import { Column, Entity, PrimaryColumn } from 'typeorm'

/** Which users may work where, as org announces it: enough to end the sessions of those who may work nowhere. */
@Entity('member_access')
export class MemberAccessEntity {
  @PrimaryColumn('uuid', { name: 'member_id' })
  memberId!: string

  @Column('uuid', { name: 'enterprise_id' })
  enterpriseId!: string

  @Column('uuid', { name: 'user_id' })
  userId!: string

  @Column('boolean', { name: 'active' })
  active!: boolean

  /** `seq` of the announcement: an older one that comes late is dropped. */
  @Column('bigint', { name: 'seq' })
  seq!: string
}
