import { getHostingOptions } from '@miaohui/contracts/account-hosting/account'
import { getSetupStatus } from '@miaohui/contracts/identity/session'
import type { PublicActor } from '@miaohui/contracts/kernel/actor'
import { NO_ENTERPRISE } from '@miaohui/contracts/kernel/ids'
import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'
import type { Rpc } from '@miaohui/contracts/kernel/rpc'
import { getLicenseSummary } from '@miaohui/contracts/license/seat'
import { listTags } from '@miaohui/contracts/messaging/tag'
import { listDepartments } from '@miaohui/contracts/org/department'
import { listAnswerSettings } from '@miaohui/contracts/sop/answer-sop'
import type { Bus } from '@miaohui/platform/nats/bus'
import type { Health } from '@miaohui/platform/health'
import type { RpcClient } from '@miaohui/platform/rpc/rpc-client'

const NOBODY: PublicActor = Object.freeze({ kind: 'public' })
const DEADLINE_MS = 1_500

/** One cheap question per service. A refusal is an answer too: it shows that somebody is there. */
const QUESTIONS: readonly [Rpc, object][] = [
  [getSetupStatus, {}],
  [listDepartments, {}],
  [getLicenseSummary, {}],
  [getHostingOptions, {}],
  [listTags, { teamId: NO_ENTERPRISE }],
  [listAnswerSettings, { teamId: NO_ENTERPRISE }],
]

export function registerProbes(health: Health, bus: Bus, rpc: RpcClient): void {
  health.register('nats', async () => {
    if (!bus.connected) throw new Error('not connected')
  })
  for (const [question, input] of QUESTIONS) health.register(question.service, () => isThere(rpc, question, input))
}

async function isThere(rpc: RpcClient, question: Rpc, input: object): Promise<void> {
  try {
    await rpc.call(question, input, { actor: NOBODY, deadlineMs: DEADLINE_MS })
  } catch (error) {
    const answered =
      error instanceof Problem && !error.is(commonProblems.UPSTREAM_TIMEOUT) && !error.is(commonProblems.UPSTREAM_UNAVAILABLE)
    if (!answered) throw error
  }
}
