import {
  createAccount,
  enterVerifyCode,
  getAccount,
  listAccounts,
  listAccountTimeline,
  refreshQr,
  removeAccount,
  startAccount,
  stopAccount,
} from '@miaohui/contracts/account-hosting/account'
import { Controller, Delete, Get, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

@Controller(`${TEAM}/accounts`)
export class AccountsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listAccounts, { permission: 'account.view' }, { summary: 'Hosted accounts of the team' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(
    createAccount,
    { permission: 'account.add' },
    { summary: 'Take a seat and start hosting an account; its QR code follows', status: 201 },
  )
  create(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id')
  @Expose(getAccount, { permission: 'account.view' }, { summary: 'One hosted account with its pending step' })
  get(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/start')
  @Expose(startAccount, { permission: 'account.login' }, { summary: 'Resume the session or show a new QR code' })
  start(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/stop')
  @Expose(stopAccount, { permission: 'account.stop' }, { summary: 'Stop hosting for now; the seat stays' })
  stop(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/refresh-qr')
  @Expose(refreshQr, { permission: 'account.login' }, { summary: 'Show a new QR code' })
  refreshQr(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post(':id/verify-code')
  @Expose(enterVerifyCode, { permission: 'account.login' }, { summary: 'Enter the verification code that the phone shows' })
  enterVerifyCode(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Delete(':id')
  @Expose(
    removeAccount,
    { permission: 'account.remove' },
    { summary: 'End hosting and free the seat; customers and messages stay' },
  )
  remove(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Get(':id/timeline')
  @Expose(listAccountTimeline, { permission: 'account.view' }, { summary: 'What happened to the account, newest first' })
  timeline(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
