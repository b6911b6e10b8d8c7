import { ByIdInTeam, TeamScoped } from '../kernel/common-shapes'
import { Id, Int, Nested, OneOf, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { messagingProblems as problems } from './problems'

/** custom: ours, invisible in WeCom · corp: the company's in WeCom, read only · personal: the account's own in WeCom, filter only */
export const TAG_KINDS = ['custom', 'corp', 'personal'] as const
export type TagKind = (typeof TAG_KINDS)[number]
/** The eight safe colour pairs of the design language. */
export const TAG_COLOURS = ['teal', 'blue', 'violet', 'magenta', 'red', 'amber', 'green', 'grey'] as const
export type TagColour = (typeof TAG_COLOURS)[number]

export class Tag {
  @Id()
  id!: string

  @OneOf(TAG_KINDS)
  kind!: TagKind

  @Text({ max: 100 })
  name!: string

  @Text({ max: 100, optional: true })
  groupName?: string

  @OneOf(TAG_COLOURS)
  colour!: TagColour

  @Int({ min: 0 })
  customerCount!: number
}

export class Tags {
  @Nested(() => Tag, { list: { max: 5000 } })
  items!: Tag[]
}

export class CreateTag extends TeamScoped {
  @Text({ min: 1, max: 30 })
  name!: string

  @OneOf(TAG_COLOURS, { optional: true })
  colour?: TagColour
}

export class UpdateTag extends ByIdInTeam {
  @Text({ min: 1, max: 30, optional: true })
  name?: string

  @OneOf(TAG_COLOURS, { optional: true })
  colour?: TagColour
}

export const listTags = defineRpc({ subject: 'rpc.messaging.tag.list.v1', request: TeamScoped, reply: Tags })
export const createTag = defineRpc({
  subject: 'rpc.messaging.tag.create.v1',
  request: CreateTag,
  reply: Tag,
  problems: [problems.TAG_NAME_TAKEN],
})
export const updateTag = defineRpc({
  subject: 'rpc.messaging.tag.update.v1',
  request: UpdateTag,
  reply: Tag,
  problems: [problems.TAG_NAME_TAKEN],
})
export const deleteTag = defineRpc({ subject: 'rpc.messaging.tag.delete.v1', request: ByIdInTeam })
