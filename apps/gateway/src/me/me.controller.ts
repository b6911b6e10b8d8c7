import { listMemberships } from '@miaohui/contracts/org/enterprise'
import { Controller, Get, Req } from '@nestjs/common'
import { sessionOf, type EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { enterpriseOf, Me } from './me'

@Controller('api/v1/me')
export class MeController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose({ reply: Me }, { signedIn: true }, { summary: 'Who is signed in, and what they may do in which enterprise' })
  async get(@Req() request: EdgeRequest): Promise<Me> {
    const { userId, name, email } = sessionOf(request)
    const { items } = await this.forward.call(listMemberships, { userId }, request)
    return { user: { id: userId, name, email }, enterprises: items.map(enterpriseOf) }
  }
}
