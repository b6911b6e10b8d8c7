import type { ContactRecord, RoomRecord, TagRecord } from '@miaohui/contracts/account-hosting/events'
import type { TagGroupPayload } from '@miaohui/puppet-protocol/payloads'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import type { PuppetClient } from '@miaohui/puppet-protocol/puppet-client'
import { mapConcurrently } from '../../shared/map-concurrently'
import { contactRecord, roomRecord, tagRecord } from './puppet-records'

/** The protocol reads rooms and tags one by one. */
const CONCURRENCY = 16

export async function contactsOf(client: PuppetClient, ids: string[]): Promise<ContactRecord[]> {
  const { contactPayloads } = await client.call('BatchContactPayload', { ids }, { deadlineMs: 30_000 })
  return contactPayloads.flatMap((payload) => contactRecord(payload) ?? [])
}

export async function roomsOf(client: PuppetClient, ids: readonly string[], selfId: string): Promise<RoomRecord[]> {
  const rooms = await mapConcurrently(ids, CONCURRENCY, (id) => present(client.call('RoomPayload', { id })))
  return rooms.flatMap((room) => (room ? [roomRecord(room, selfId)] : []))
}

export async function tagsOf(client: PuppetClient): Promise<TagRecord[]> {
  const { tagIds } = await client.call('TagTagList', {})
  const read = await mapConcurrently(tagIds, CONCURRENCY, (tagId) => present(client.call('TagPayload', { tagId })))
  const tags = read.flatMap((reply) => reply?.payload ?? [])
  const groupIds = [...new Set(tags.map((tag) => tag.groupId).filter((id) => id !== ''))]
  const groups = await mapConcurrently(groupIds, CONCURRENCY, (groupId) => present(client.call('TagGroupPayload', { groupId })))
  const byId = new Map<string, TagGroupPayload>(
    groups.flatMap((reply) => (reply?.payload ? [[reply.payload.id, reply.payload]] : [])),
  )
  return tags.map((tag) => tagRecord(tag, byId))
}

/** Null for a record that went away between the list and the look at it. */
async function present<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'NOT_FOUND') return null
    throw error
  }
}
