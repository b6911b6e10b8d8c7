import { countCustomers, getCustomer, getFreshness, listCustomers, tagCustomers } from '@miaohui/contracts/messaging/customer'
import { Controller, Get, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/customers`)
export class CustomersController {
  constructor(private readonly forward: Forward) {}

  @Post('search')
  @Expose(listCustomers, { permission: 'customer.view' }, { summary: 'Customers that match a filter, page by page' })
  search(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post('count')
  @Expose(countCustomers, { permission: 'customer.view' }, { summary: 'How many customers match a filter' })
  count(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post('tags')
  @Expose(tagCustomers, { permission: 'customer.tag' }, { summary: 'Put custom tags on many customers, or take them off' })
  tag(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get('freshness')
  @Expose(getFreshness, { permission: 'customer.view' }, { summary: 'How old the list is, account by account' })
  freshness(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id')
  @Expose(getCustomer, { permission: 'customer.view' }, { summary: 'One customer' })
  get(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
