import type {
  EnterVerifyCode as EnterVerifyCodeInput,
  HostedAccount,
  VerifyCodePrompt,
} from '@miaohui/contracts/account-hosting/account'
import { hostingProblems as problems } from '@miaohui/contracts/account-hosting/problems'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import { Injectable } from '@nestjs/common'
import { AccountNews } from '../shared/account-news'
import { AccountStore } from './account-store'
import { accountView, type AccountRow } from './account.row'
import { WorkerCalls } from './worker-calls'

/** Time that is kept for the answer itself. */
const MARGIN_MS = 500

/** Gives the worker the code and waits for its verdict, which comes as an event of the account. */
@Injectable()
export class EnterVerifyCode {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: AccountStore,
    private readonly workers: WorkerCalls,
    private readonly news: AccountNews,
  ) {}

  /** @throws Problem NOT_FOUND, NO_CODE_ASKED, VERIFY_CODE_WRONG with meta {attemptsLeft}, VERIFY_CODE_EXPIRED, WORKER_UNAVAILABLE */
  async execute(enterpriseId: string, { id, teamId, code }: EnterVerifyCodeInput, deadline: number): Promise<HostedAccount> {
    const read = (): Promise<AccountRow> => this.unitOfWork.run(enterpriseId, (db) => this.store.get(db, id, teamId))
    const row = await read()
    const prompt = row.verify_code
    if (prompt?.status === 'expired' && (row.state === 'qr' || row.state === 'verify-code'))
      throw new Problem(problems.VERIFY_CODE_EXPIRED)
    if (row.state !== 'verify-code' || !prompt) throw new Problem(problems.NO_CODE_ASKED)
    try {
      await this.workers.call(row, (link) => link.enterVerifyCode(prompt.promptId, code))
    } catch (error) {
      // The worker no longer waits for this code. Its events say why; without a word of them it was taken back.
      if (!(error instanceof ProviderError)) throw error
      const late = await this.news.until(id, Math.min(deadline - MARGIN_MS, Date.now() + 1_000), async () =>
        verdict(prompt, await read()),
      )
      if (late) return late
      throw new Problem(problems.NO_CODE_ASKED, { cause: error })
    }
    const judged = await this.news.until(id, deadline - MARGIN_MS, async () => verdict(prompt, await read()))
    if (!judged) throw new Problem(commonProblems.UPSTREAM_TIMEOUT, { detail: 'the worker has not judged the code' })
    return judged
  }
}

/** Undefined while the worker has said nothing about this prompt. */
function verdict(asked: VerifyCodePrompt, row: AccountRow): HostedAccount | undefined {
  const now = row.verify_code
  if (now?.promptId === asked.promptId) {
    if (now.status === 'expired') throw new Problem(problems.VERIFY_CODE_EXPIRED)
    if (now.attemptsLeft < asked.attemptsLeft)
      throw new Problem(problems.VERIFY_CODE_WRONG, { meta: { attemptsLeft: now.attemptsLeft } })
  }
  if (row.state === 'verify-code') return undefined
  if (row.state === 'qr') throw new Problem(problems.NO_CODE_ASKED)
  return accountView(row)
}
