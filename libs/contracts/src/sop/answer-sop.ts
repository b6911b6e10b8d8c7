import { ByIdInTeam, TeamScoped } from '../kernel/common-shapes'
import { Flag, Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { commonProblems } from '../kernel/problem'
import { defineRpc } from '../kernel/rpc'
import { Content } from '../messaging/content'
import { SEND_STATES, type SendState } from '../messaging/send'
import { sopProblems as problems } from './problems'

/** How new customers of an account are answered: exactly one way (the seed's trap "both on, nothing runs" cannot be built). */
export const ANSWER_MODES = ['none', 'welcome', 'answer-sop'] as const
export type AnswerMode = (typeof ANSWER_MODES)[number]

export class SopStep {
  @Int({
    min: 0,
    max: 30 * 24 * 3600_000,
    description: 'milliseconds after the step before (the first: after the customer was added)',
  })
  delayMs!: number

  @Nested(() => Content)
  content!: Content
}

export class AnswerSop {
  @Id()
  id!: string

  @Text({ max: 60 })
  name!: string

  @Flag()
  enabled!: boolean

  @Id({ list: { max: 200 }, description: 'accounts it answers for' })
  accountIds!: string[]

  @Nested(() => SopStep, { list: { max: 30 } })
  steps!: SopStep[]

  @Int({ min: 0 })
  running!: number

  @Int({ min: 0 })
  finished!: number

  @Int({ min: 1 })
  version!: number

  @Instant()
  updatedAt!: string
}

export class ListAnswerSops extends PageRequest {
  @Id()
  teamId!: string
}

export class CreateAnswerSop extends TeamScoped {
  @Text({ min: 1, max: 60 })
  name!: string

  @Id({ list: { max: 200, unique: true } })
  accountIds!: string[]

  @Nested(() => SopStep, { list: { min: 1, max: 30 } })
  steps!: SopStep[]

  @Flag({ description: 'switch it on right away' })
  enabled!: boolean

  @Flag({ optional: true, description: 'take accounts over from another way that is on; without it ANSWER_MODE_TAKEN names it' })
  replace?: boolean

  @Text({ min: 8, max: 100 })
  idempotencyKey!: string
}

export class UpdateAnswerSop extends ByIdInTeam {
  @Int({ min: 1 })
  version!: number

  @Text({ min: 1, max: 60 })
  name!: string

  @Id({ list: { max: 200, unique: true } })
  accountIds!: string[]

  @Nested(() => SopStep, { list: { min: 1, max: 30 } })
  steps!: SopStep[]

  @Flag({ optional: true, description: 'take accounts over from another way that is on; without it ANSWER_MODE_TAKEN names it' })
  replace?: boolean
}

export class SwitchAnswerSop extends ByIdInTeam {
  @Flag()
  enabled!: boolean

  @Flag({ optional: true, description: 'take accounts over from another way that is on; without it ANSWER_MODE_TAKEN names it' })
  replace?: boolean
}

/** The welcome way: greeting, then pull-in; both sent at once after the customer was added. */
export class WelcomeSetting {
  @Nested(() => SopStep, { list: { min: 1, max: 5 } })
  steps!: SopStep[]
}

export class AnswerSetting {
  @Id()
  accountId!: string

  @OneOf(ANSWER_MODES)
  mode!: AnswerMode

  @Id({ nullable: true })
  answerSopId!: string | null

  @Text({ max: 60, nullable: true })
  answerSopName!: string | null

  @Nested(() => WelcomeSetting, { optional: true })
  welcome?: WelcomeSetting

  @Text({ max: 50, nullable: true })
  changedByName!: string | null

  @Instant({ nullable: true })
  changedAt!: string | null
}

export class AnswerSettings {
  @Nested(() => AnswerSetting, { list: { max: 500 } })
  items!: AnswerSetting[]
}

export class ChangeAnswerSetting extends TeamScoped {
  @Id()
  accountId!: string

  @OneOf(ANSWER_MODES)
  mode!: AnswerMode

  @Id({ optional: true, description: 'for answer-sop' })
  answerSopId?: string

  @Nested(() => WelcomeSetting, { optional: true, description: 'for welcome' })
  welcome?: WelcomeSetting

  @Flag({ optional: true, description: 'replace another way that is on; without it ANSWER_MODE_TAKEN names it' })
  replace?: boolean
}

export const RUN_STATES = ['running', 'finished', 'stopped'] as const
export type RunState = (typeof RUN_STATES)[number]
export const STEP_STATES = ['waiting', 'planned', ...SEND_STATES.filter((s) => s !== 'planned')] as const

export class RunStep {
  @Int({ min: 0 })
  stepNo!: number

  @Text({ max: 20 })
  kind!: string

  @OneOf(STEP_STATES)
  state!: SendState | 'waiting'

  @Instant({ nullable: true })
  dueAt!: string | null

  @Instant({ nullable: true })
  settledAt!: string | null

  @Text({ max: 60, nullable: true })
  outcome!: string | null
}

export class Run {
  @Id()
  id!: string

  @Id()
  customerId!: string

  @Text({ max: 200 })
  customerName!: string

  @Id()
  accountId!: string

  @OneOf(RUN_STATES)
  state!: RunState

  @Nested(() => RunStep, { list: { max: 30 } })
  steps!: RunStep[]

  @Instant()
  startedAt!: string

  @Instant({ nullable: true })
  endedAt!: string | null
}

export class ListRuns extends PageRequest {
  @Id()
  teamId!: string

  @Id({ description: 'the answer SOP' })
  id!: string

  @OneOf(RUN_STATES, { optional: true })
  state?: RunState
}

const saveRefusals = [problems.SOP_EMPTY, problems.SOP_NAME_TAKEN, problems.ANSWER_MODE_TAKEN] as const

export const listAnswerSops = defineRpc({
  subject: 'rpc.sop.answer-sop.list.v1',
  request: ListAnswerSops,
  reply: pageOf(AnswerSop),
})
export const getAnswerSop = defineRpc({ subject: 'rpc.sop.answer-sop.get.v1', request: ByIdInTeam, reply: AnswerSop })
export const createAnswerSop = defineRpc({
  subject: 'rpc.sop.answer-sop.create.v1',
  request: CreateAnswerSop,
  reply: AnswerSop,
  problems: saveRefusals,
})
/** Customers already in the SOP go on with the version they started. */
export const updateAnswerSop = defineRpc({
  subject: 'rpc.sop.answer-sop.update.v1',
  request: UpdateAnswerSop,
  reply: AnswerSop,
  problems: [...saveRefusals, commonProblems.VERSION_CONFLICT],
})
export const switchAnswerSop = defineRpc({
  subject: 'rpc.sop.answer-sop.switch.v1',
  request: SwitchAnswerSop,
  reply: AnswerSop,
  problems: [problems.ANSWER_MODE_TAKEN],
})
export const deleteAnswerSop = defineRpc({
  subject: 'rpc.sop.answer-sop.delete.v1',
  request: ByIdInTeam,
  problems: [problems.SOP_ENABLED],
})
export const listAnswerSettings = defineRpc({
  subject: 'rpc.sop.answer-setting.list.v1',
  request: TeamScoped,
  reply: AnswerSettings,
})
export const changeAnswerSetting = defineRpc({
  subject: 'rpc.sop.answer-setting.change.v1',
  request: ChangeAnswerSetting,
  reply: AnswerSetting,
  problems: [problems.ANSWER_MODE_TAKEN, problems.SOP_EMPTY, problems.SOP_DISABLED],
})
export const listRuns = defineRpc({ subject: 'rpc.sop.run.list.v1', request: ListRuns, reply: pageOf(Run) })
