import { Int, Json, Nested, OneOf, Text } from '@miaohui/contracts/kernel/fields'

/** What is wrong with one field. */
export class ProblemField {
  @Text({ max: 200, description: 'dotted, `messages.0.text`' })
  path!: string

  @Text({ max: 60, description: 'translated by the console as `field.<code>`' })
  code!: string

  @Json({ optional: true })
  params?: Record<string, unknown>
}

/** RFC 9457 problem document. */
export class Problem {
  @Text({ max: 200 })
  type!: string

  @Text({ max: 200 })
  title!: string

  @Int({ min: 400, max: 599 })
  status!: number

  @Text({ max: 60, description: 'translated by the console as `problem.<code>`' })
  code!: string

  @OneOf(['never', 'later', 'same-key'], { description: 'whether, and how, the same call may succeed' })
  retry!: 'never' | 'later' | 'same-key'

  @Text({ max: 1000, optional: true })
  detail?: string

  @Nested(() => ProblemField, { list: { max: 1000 }, optional: true })
  errors?: ProblemField[]

  @Json({ optional: true })
  meta?: Record<string, unknown>

  @Text({ max: 100, description: 'to quote when asking for help' })
  requestId!: string
}
