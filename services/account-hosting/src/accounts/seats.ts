import { Problem } from '@miaohui/contracts/kernel/problem'
import { licenseProblems } from '@miaohui/contracts/license/problems'
import { occupySeat, releaseSeat, reserveSeat } from '@miaohui/contracts/license/seat'
import { RpcClient } from '@miaohui/platform/rpc/rpc-client'
import { Injectable } from '@nestjs/common'
import type { Profile } from '../provider/hosting-provider'

type Account = { id: string; enterprise_id: string }

/** Seats of the licence, as the owner of accounts needs them. All calls may be repeated. */
@Injectable()
export class Seats {
  constructor(private readonly rpc: RpcClient) {}

  /** @throws Problem SEAT_EXHAUSTED, LICENSE_EXPIRED */
  async reserve(account: Account, memberId: string): Promise<void> {
    await this.rpc.call(reserveSeat, { accountId: account.id, memberId }, { actor: this.self(account) })
  }

  /** False when the identity, or this account, is tied to another seat already. */
  async occupy(account: Account, { corpId, providerUserId }: Profile): Promise<boolean> {
    try {
      const identity = `wecom:${corpId}:${providerUserId}`
      await this.rpc.call(occupySeat, { accountId: account.id, identity }, { actor: this.self(account) })
      return true
    } catch (error) {
      if (error instanceof Problem && error.is(licenseProblems.SEAT_IDENTITY_TAKEN)) return false
      throw error
    }
  }

  /** An account that never got a seat has none to give back. */
  async release(account: Account, reason: string): Promise<void> {
    try {
      await this.rpc.call(releaseSeat, { accountId: account.id, reason }, { actor: this.self(account) })
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'NOT_FOUND') throw error
    }
  }

  private self({ enterprise_id }: Account) {
    return { kind: 'service', service: 'account-hosting', enterpriseId: enterprise_id } as const
  }
}
