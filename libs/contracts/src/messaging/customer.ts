import { ByIdInTeam, TeamScoped } from '../kernel/common-shapes'
import { Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'
import { RELATIONS, type Relation } from '../account-hosting/events'
import { CustomerFilter } from './audience'

/** One friend of one hosted account. */
export class Customer {
  @Id()
  id!: string

  @Id()
  accountId!: string

  @Text({ max: 100, nullable: true })
  accountName!: string | null

  @Text({ max: 200 })
  name!: string

  @Text({ max: 200, nullable: true })
  remark!: string | null

  @Text({ max: 500, nullable: true })
  avatarUrl!: string | null

  @OneOf(['wechat', 'wecom', 'coworker'])
  kind!: 'wechat' | 'wecom' | 'coworker'

  @Text({ max: 200, nullable: true })
  corporation!: string | null

  @OneOf(RELATIONS)
  relation!: Relation

  @Id({ list: { max: 500 } })
  tagIds!: string[]

  @Instant({ nullable: true })
  addedAt!: string | null

  @Instant({ nullable: true, description: 'last message in either direction' })
  lastMessageAt!: string | null
}

export class ListCustomers extends PageRequest {
  @Id()
  teamId!: string

  @Nested(() => CustomerFilter, { optional: true })
  filter?: CustomerFilter
}

export class CountCustomers extends TeamScoped {
  @Nested(() => CustomerFilter, { optional: true })
  filter?: CustomerFilter
}

export class CustomerCount {
  @Int({ min: 0 })
  count!: number
}

/** Either the named customers or everybody the filter matches. */
export class TagCustomers extends TeamScoped {
  @Id({ list: { max: 1000, unique: true }, optional: true })
  customerIds?: string[]

  @Nested(() => CustomerFilter, { optional: true })
  filter?: CustomerFilter

  @Int({ min: 1, max: 10_000, optional: true, description: 'with a filter: no more than this many, newest friends first' })
  limit?: number

  @Id({ list: { max: 20, unique: true }, description: 'custom tags to put on' })
  addTagIds!: string[]

  @Id({ list: { max: 20, unique: true }, description: 'custom tags to take off' })
  removeTagIds!: string[]
}

export class TaggedCustomers {
  @Int({ min: 0, description: 'customers that were chosen' })
  chosen!: number

  @Int({ min: 0, description: 'customers whose tags really changed' })
  changed!: number
}

export class AccountFreshness {
  @Id()
  accountId!: string

  @Text({ max: 100, nullable: true })
  name!: string | null

  @Instant({ nullable: true })
  syncedAt!: string | null

  @Int({ min: 0 })
  customers!: number
}

/** 「好友与标签更新于 …」: how old the list is, account by account. */
export class Freshness {
  @Nested(() => AccountFreshness, { list: { max: 500 } })
  accounts!: AccountFreshness[]
}

export const listCustomers = defineRpc({
  subject: 'rpc.messaging.customer.list.v1',
  request: ListCustomers,
  reply: pageOf(Customer),
})
export const countCustomers = defineRpc({
  subject: 'rpc.messaging.customer.count.v1',
  request: CountCustomers,
  reply: CustomerCount,
})
export const getCustomer = defineRpc({ subject: 'rpc.messaging.customer.get.v1', request: ByIdInTeam, reply: Customer })
export const tagCustomers = defineRpc({
  subject: 'rpc.messaging.customer.tag.v1',
  request: TagCustomers,
  reply: TaggedCustomers,
  deadlineMs: 15_000,
})
export const getFreshness = defineRpc({ subject: 'rpc.messaging.customer.freshness.v1', request: TeamScoped, reply: Freshness })
