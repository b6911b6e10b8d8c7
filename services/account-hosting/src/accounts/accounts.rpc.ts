import {
  createAccount,
  enterVerifyCode,
  getAccount,
  getHostingOptions,
  listAccounts,
  listAccountTimeline,
  refreshQr,
  removeAccount,
  startAccount,
  stopAccount,
  type CreateAccount as CreateAccountInput,
  type EnterVerifyCode as EnterVerifyCodeInput,
  type HostedAccount,
  type HostingOptions,
  type ListAccounts as ListAccountsInput,
  type ListTimeline as ListTimelineInput,
  type TimelineEntry,
} from '@miaohui/contracts/account-hosting/account'
import type { NoInput } from '@miaohui/contracts/identity/session'
import type { Actor } from '@miaohui/contracts/kernel/actor'
import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import type { Page } from '@miaohui/contracts/kernel/page'
import type { Permission } from '@miaohui/contracts/permissions'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { requirePermission, requireTeam } from '@miaohui/platform/access'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Inject, Injectable } from '@nestjs/common'
import { HOSTING_PROVIDER, type HostingProvider } from '../provider/hosting-provider'
import { AccountStore } from './account-store'
import { accountView } from './account.row'
import { CreateAccount } from './create-account'
import { EnterVerifyCode } from './enter-verify-code'
import { ListAccounts } from './list-accounts'
import { ListTimeline } from './list-timeline'
import { RefreshQr } from './refresh-qr'
import { RemoveAccount } from './remove-account'
import { StartAccount } from './start-account'
import { StopAccount } from './stop-account'

@Injectable()
export class AccountsRpc {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    @Inject(HOSTING_PROVIDER) private readonly provider: HostingProvider,
    private readonly listAccounts: ListAccounts,
    private readonly listTimeline: ListTimeline,
    private readonly createAccount: CreateAccount,
    private readonly startAccount: StartAccount,
    private readonly stopAccount: StopAccount,
    private readonly removeAccount: RemoveAccount,
    private readonly refreshQr: RefreshQr,
    private readonly enterVerifyCode: EnterVerifyCode,
  ) {}

  @HandleRpc(getHostingOptions)
  async options(_input: NoInput, { actor }: RpcContext): Promise<HostingOptions> {
    requirePermission(actor, 'account.view')
    return { schemes: this.provider.options.map(({ scheme, regions }) => ({ scheme, regions: [...regions] })) }
  }

  @HandleRpc(listAccounts)
  list(input: ListAccountsInput, { actor }: RpcContext): Promise<Page<HostedAccount>> {
    const member = requirePermission(actor, 'account.view')
    if (input.teamId !== undefined) requireTeam(actor, input.teamId)
    return this.listAccounts.execute(member, input)
  }

  @HandleRpc(getAccount)
  async get(input: ByIdInTeam, { actor }: RpcContext): Promise<HostedAccount> {
    const enterpriseId = allowed(actor, 'account.view', input.teamId)
    return accountView(await this.unitOfWork.run(enterpriseId, (db) => this.store.get(db, input.id, input.teamId)))
  }

  @HandleRpc(listAccountTimeline)
  timeline(input: ListTimelineInput, { actor }: RpcContext): Promise<Page<TimelineEntry>> {
    return this.listTimeline.execute(allowed(actor, 'account.view', input.teamId), input)
  }

  @HandleRpc(createAccount)
  create(input: CreateAccountInput, { actor }: RpcContext): Promise<HostedAccount> {
    requirePermission(actor, 'account.add')
    return this.createAccount.execute(requireTeam(actor, input.teamId), input)
  }

  @HandleRpc(startAccount)
  start(input: ByIdInTeam, { actor, deadline }: RpcContext): Promise<HostedAccount> {
    return this.startAccount.execute(allowed(actor, 'account.login', input.teamId), input, deadline)
  }

  @HandleRpc(stopAccount)
  stop(input: ByIdInTeam, { actor }: RpcContext): Promise<HostedAccount> {
    return this.stopAccount.execute(allowed(actor, 'account.stop', input.teamId), input)
  }

  @HandleRpc(removeAccount)
  remove(input: ByIdInTeam, { actor }: RpcContext): Promise<void> {
    return this.removeAccount.execute(allowed(actor, 'account.remove', input.teamId), input)
  }

  @HandleRpc(refreshQr)
  refresh(input: ByIdInTeam, { actor, deadline }: RpcContext): Promise<HostedAccount> {
    return this.refreshQr.execute(allowed(actor, 'account.login', input.teamId), input, deadline)
  }

  @HandleRpc(enterVerifyCode)
  enterCode(input: EnterVerifyCodeInput, { actor, deadline }: RpcContext): Promise<HostedAccount> {
    return this.enterVerifyCode.execute(allowed(actor, 'account.login', input.teamId), input, deadline)
  }
}

/** The enterprise of a member who has the permission and works in the team. */
function allowed(actor: Actor, permission: Permission, teamId: string): string {
  requirePermission(actor, permission)
  return requireTeam(actor, teamId).enterpriseId
}
