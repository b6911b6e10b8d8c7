import { ByIdInTeam } from '../kernel/common-shapes'
import { Id, Instant, Int, OneOf, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'
import { messagingProblems as problems } from './problems'

export const MATERIAL_KINDS = ['image', 'file'] as const
export type MaterialKind = (typeof MATERIAL_KINDS)[number]
/** WeCom's own limit for pictures is 10 MB; ours is what one bus message carries after base64. */
export const MAX_MATERIAL_BYTES = 5 * 1024 * 1024
/** The list is judged by the file's first bytes, not by its name. */
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const

export class Material {
  @Id()
  id!: string

  @OneOf(MATERIAL_KINDS)
  kind!: MaterialKind

  @Text({ max: 200 })
  name!: string

  @Text({ max: 100 })
  contentType!: string

  @Int({ min: 1 })
  bytes!: number

  @Text({ max: 1000, description: 'signed address, good for one hour' })
  url!: string

  @Instant()
  createdAt!: string
}

export class UploadMaterial {
  @Id()
  teamId!: string

  @OneOf(MATERIAL_KINDS)
  kind!: MaterialKind

  @Text({ min: 1, max: 200 })
  name!: string

  @Text({ min: 4, max: 7_000_000, raw: true, description: 'the file in base64' })
  content!: string
}

export class ListMaterials extends PageRequest {
  @Id()
  teamId!: string

  @OneOf(MATERIAL_KINDS, { optional: true })
  kind?: MaterialKind
}

export class ReadMaterial {
  @Id()
  id!: string

  @Int({ min: 0, description: 'seconds since 1970 at which the link ends' })
  expires!: number

  @Text({ max: 100 })
  signature!: string
}

export class MaterialContent {
  @Text({ max: 100 })
  contentType!: string

  @Text({ max: 200 })
  name!: string

  @Text({ max: 7_000_000, description: 'base64' })
  content!: string
}

export const uploadMaterial = defineRpc({
  subject: 'rpc.messaging.material.upload.v1',
  request: UploadMaterial,
  reply: Material,
  problems: [problems.MATERIAL_TYPE, problems.MATERIAL_TOO_LARGE],
  deadlineMs: 15_000,
})
export const listMaterials = defineRpc({
  subject: 'rpc.messaging.material.list.v1',
  request: ListMaterials,
  reply: pageOf(Material),
})
export const deleteMaterial = defineRpc({ subject: 'rpc.messaging.material.delete.v1', request: ByIdInTeam })
/** Public by signature: hosting workers fetch pictures with it. */
export const readMaterial = defineRpc({
  subject: 'rpc.messaging.material.read.v1',
  request: ReadMaterial,
  reply: MaterialContent,
  problems: [problems.MATERIAL_LINK_INVALID],
  deadlineMs: 15_000,
})
