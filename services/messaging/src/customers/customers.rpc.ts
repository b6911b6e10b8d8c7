import type { ByIdInTeam, TeamScoped } from '@miaohui/contracts/kernel/common-shapes'
import type { Page } from '@miaohui/contracts/kernel/page'
import {
  countCustomers,
  getCustomer,
  getFreshness,
  listCustomers,
  tagCustomers,
  type CountCustomers,
  type Customer,
  type CustomerCount,
  type Freshness,
  type ListCustomers,
  type TagCustomers,
  type TaggedCustomers,
} from '@miaohui/contracts/messaging/customer'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { memberOfTeam } from '../access'
import { GetCustomer, GetFreshness } from './get-customer'
import { ListCustomersQuery } from './list-customers'
import { TagCustomersCommand } from './tag-customers'

@Injectable()
export class CustomersRpc {
  constructor(
    private readonly listing: ListCustomersQuery,
    private readonly one: GetCustomer,
    private readonly tagging: TagCustomersCommand,
    private readonly age: GetFreshness,
  ) {}

  @HandleRpc(listCustomers)
  async list(input: ListCustomers, { actor }: RpcContext): Promise<Page<Customer>> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'customer.view')
    return this.listing.execute(enterpriseId, input)
  }

  @HandleRpc(countCustomers)
  async count(input: CountCustomers, { actor }: RpcContext): Promise<CustomerCount> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'customer.view')
    return { count: await this.listing.count(enterpriseId, input) }
  }

  @HandleRpc(getCustomer)
  async get(input: ByIdInTeam, { actor }: RpcContext): Promise<Customer> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'customer.view')
    return this.one.execute(enterpriseId, input.teamId, input.id)
  }

  @HandleRpc(tagCustomers)
  async tag(input: TagCustomers, { actor }: RpcContext): Promise<TaggedCustomers> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'customer.tag')
    return this.tagging.execute(enterpriseId, input)
  }

  @HandleRpc(getFreshness)
  async freshness(input: TeamScoped, { actor }: RpcContext): Promise<Freshness> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'customer.view')
    return { accounts: await this.age.execute(enterpriseId, input.teamId) }
  }
}
