import { Id, OneOf, Text } from '../kernel/fields'

export const CONTENT_KINDS = ['text', 'image', 'link', 'file', 'room-invite'] as const
export type ContentKind = (typeof CONTENT_KINDS)[number]

/** One thing to send; the fields used depend on `kind`. `{{昵称}}` in text becomes the customer's name. */
export class Content {
  @OneOf(CONTENT_KINDS)
  kind!: ContentKind

  @Text({ max: 4000, optional: true, raw: true })
  text?: string

  @Id({ optional: true, description: 'for image and file' })
  materialId?: string

  @Text({ max: 2000, optional: true })
  linkUrl?: string

  @Text({ max: 200, optional: true })
  linkTitle?: string

  @Id({
    list: { max: 20, unique: true },
    optional: true,
    description: 'for room-invite: rooms in order, the first that is not full is taken',
  })
  roomIds?: string[]
}
