import { Injectable } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { MessagingConfig } from '../messaging-config'

export type ClaimedSend = { send_id: string; enterprise_id: string; account_id: string; epoch: number; priority: number }
export type DueAccount = { enterprise_id: string; account_id: string; due_at: Date }

/** Sends of these priorities do not wait for the pacing gap. */
export const PROMPT_PRIORITY = 10

/**
 * Transition S2 over all enterprises; the rules are in the database function, where the pacing row of the account is locked. One
 * statement that belongs to no enterprise is a transaction by itself: a unit of work would add two round trips to every first reply.
 */
@Injectable()
export class ClaimSends {
  constructor(
    private readonly database: DataSource,
    private readonly config: MessagingConfig,
  ) {}

  claim(accountIds: readonly string[], perAccount: number, withPaced: boolean): Promise<ClaimedSend[]> {
    const { pacingGapMs, pacingDailyCap, leaseMs } = this.config
    return this.database.query<ClaimedSend[]>('select * from claim_sends($1::uuid[], $2, $3, $4, $5, $6)', [
      accountIds,
      perAccount,
      withPaced,
      pacingGapMs,
      pacingDailyCap,
      leaseMs,
    ])
  }

  /** Accounts that have something to send now or within the horizon. */
  due(horizonMs: number): Promise<DueAccount[]> {
    return this.database.query<DueAccount[]>('select * from due_accounts($1)', [horizonMs])
  }
}
