import { Flag, Id, Int, Text } from '../kernel/fields'
import { PageRequest, pageOf } from '../kernel/page'
import { defineRpc } from '../kernel/rpc'

export class Room {
  @Id()
  id!: string

  @Id()
  accountId!: string

  @Text({ max: 100, nullable: true })
  accountName!: string | null

  @Text({ max: 200 })
  name!: string

  @Int({ min: 0 })
  memberCount!: number

  @Flag()
  external!: boolean

  @Flag()
  owned!: boolean
}

export class ListRooms extends PageRequest {
  @Id()
  teamId!: string

  @Id({ optional: true })
  accountId?: string

  @Text({ max: 60, optional: true })
  search?: string
}

export const listRooms = defineRpc({ subject: 'rpc.messaging.room.list.v1', request: ListRooms, reply: pageOf(Room) })
