import { ContactGender, ContactType, TagType } from '@miaohui/puppet-protocol/payloads'
import type { PopulationSize } from '../knobs/knob-values'
import { Random } from '../random/random'
import { coworkerId, customerId, roomId, selfId, strangerId, tagGroupId, tagId } from './identifiers'
import { city, company, CORP_TAG_GROUPS, nickname, PERSONAL_TAGS, realName, remark, roomTopic } from './names'

/**
 * What a customer's phone thinks of the account. Only the customer knows: the account finds out by a failed send or by an event.
 * `pending`: asked to be a friend and was not answered.
 */
export type Relation = 'friend' | 'deleted' | 'blocked' | 'pending'
export type SimContact = {
  id: string
  name: string
  /** Remark by the account's owner. */
  alias: string
  gender: number
  type: number
  coworker: boolean
  corporation: string
  province: string
  city: string
  /** Milliseconds since 1970. */
  addedAt: number
  addWay: string
  /** Which QR code of ours brought the customer (活码), if any. */
  state: string
  tagIds: string[]
  relation: Relation
}
export type SimRoom = {
  id: string
  topic: string
  ownerId: string
  adminIds: string[]
  memberIds: string[]
  external: boolean
  capacity: number
  /** The owner must agree to everyone who is invited. */
  inviteConfirm: boolean
  createdAt: number
}
export type SimTag = { id: string; name: string; groupId: string; type: number }
export type Population = {
  selfId: string
  selfName: string
  contacts: Map<string, SimContact>
  /** Names of room members who are not contacts. */
  strangers: Map<string, string>
  rooms: Map<string, SimRoom>
  tags: Map<string, SimTag>
  tagGroups: Map<string, { id: string; name: string; type: number }>
}

const SIZES: Record<PopulationSize, { contacts: number; rooms: number }> = {
  S: { contacts: 50, rooms: 5 },
  M: { contacts: 1_000, rooms: 80 },
  L: { contacts: 8_000, rooms: 600 },
}
const DAY_MS = 86_400_000
const ADD_WAYS = ['扫描二维码', '搜索手机号', '名片分享', '群聊', '微信联系人', '来自推荐'] as const

/** The people and rooms around one account: the same seed, account and size always give the same ones. */
export function buildPopulation(of: {
  seed: string
  accountId: string
  ordinal: number
  size: PopulationSize
  createdAt: number
}): Population {
  const random = new Random(of.seed, of.accountId, 'population')
  const { tags, tagGroups } = buildTags(of.ordinal)
  const own: Population = {
    selfId: selfId(of.ordinal),
    selfName: `${realName(random).slice(0, 1)}老师`,
    contacts: new Map(),
    strangers: new Map(),
    rooms: new Map(),
    tags,
    tagGroups,
  }
  const size = SIZES[of.size]
  const coworkers = Math.max(1, Math.round(size.contacts * 0.05))
  for (let n = 0; n < size.contacts; n++) {
    const contact = n < coworkers ? coworker(random, of, n) : customer(random, of, n, [...tags.values()])
    own.contacts.set(contact.id, contact)
  }
  for (let n = 0; n < size.rooms; n++) addRoom(random, of, own, n)
  return own
}

/** A customer who adds the account now. */
export function newCustomer(random: Random, id: string, addedAt: number, name?: string, state = ''): SimContact {
  const [province, town] = city(random)
  return {
    id,
    name: name ?? nickname(random),
    alias: '',
    gender: random.pick([ContactGender.Male, ContactGender.Female, ContactGender.Female]),
    type: ContactType.Personal,
    coworker: false,
    corporation: '',
    province,
    city: town,
    addedAt,
    addWay: '扫描二维码',
    state,
    tagIds: [],
    relation: 'friend',
  }
}

type Origin = { ordinal: number; createdAt: number }

function customer(random: Random, of: Origin, n: number, tags: SimTag[]): SimContact {
  const addedAt = of.createdAt - Math.floor(random.next() * 730 * DAY_MS) - 60_000
  const contact = newCustomer(random, customerId(of.ordinal, n), addedAt)
  // 10 % of all contacts are people of other companies: with the coworkers' 5 % taken out, 10.5 % of the rest.
  if (random.chance(0.105)) {
    contact.type = ContactType.Corporation
    contact.name = realName(random)
    contact.corporation = company(random)
  }
  if (random.chance(0.3)) contact.alias = remark(random, contact.name)
  contact.addWay = random.pick(ADD_WAYS)
  if (random.chance(0.7)) contact.tagIds = random.sample(tags, random.integer(1, 4)).map((tag) => tag.id)
  contact.relation = drawRelation(random)
  return contact
}

function drawRelation(random: Random): Relation {
  const draw = random.next()
  if (draw < 0.05) return 'deleted'
  if (draw < 0.06) return 'blocked'
  return draw < 0.08 ? 'pending' : 'friend'
}

function coworker(random: Random, of: Origin, n: number): SimContact {
  const contact = newCustomer(random, coworkerId(of.ordinal, n), of.createdAt - 300 * DAY_MS, realName(random))
  return { ...contact, type: ContactType.Corporation, coworker: true, corporation: '本企业', addWay: '内部成员' }
}

function addRoom(random: Random, of: Origin, own: Population, n: number): void {
  const people = [...own.contacts.values()]
  // Every world has small external rooms of its own: something to pull customers into.
  const external = n < 3 || random.chance(0.7)
  const capacity = external ? 500 : 2_000
  const full = n >= 3 && random.chance(0.03)
  const wanted = full ? capacity - 1 : n < 3 ? random.integer(3, 12) : random.integer(5, 180)
  const eligible = people.filter((person) => (external ? person.relation === 'friend' : person.coworker))
  const members = random.sample(eligible, Math.min(wanted, Math.ceil(eligible.length * 0.4))).map((person) => person.id)
  while (external && members.length < wanted) {
    const id = strangerId(of.ordinal, own.strangers.size)
    own.strangers.set(id, nickname(random))
    members.push(id)
  }
  const position = n < 3 ? 0 : random.next()
  const other = members[0] ?? own.selfId
  const id = roomId(of.ordinal, n)
  own.rooms.set(id, {
    id,
    topic: roomTopic(random, n + 1, external),
    ownerId: position < 0.4 ? own.selfId : other,
    adminIds: position >= 0.4 && position < 0.6 ? [own.selfId] : [],
    memberIds: [own.selfId, ...members],
    external,
    capacity,
    inviteConfirm: n >= 3 && random.chance(0.1),
    createdAt: of.createdAt - Math.floor(random.next() * 400 * DAY_MS),
  })
}

function buildTags(ordinal: number): Pick<Population, 'tags' | 'tagGroups'> {
  const tags: Population['tags'] = new Map()
  const tagGroups: Population['tagGroups'] = new Map()
  const add = (name: string, groupId: string, type: number): void => {
    const id = tagId(ordinal, tags.size)
    tags.set(id, { id, name, groupId, type })
  }
  for (const [groupName, names] of CORP_TAG_GROUPS) {
    const id = tagGroupId(ordinal, tagGroups.size)
    tagGroups.set(id, { id, name: groupName, type: TagType.Corporation })
    for (const name of names) add(name, id, TagType.Corporation)
  }
  for (const name of PERSONAL_TAGS) add(name, '', TagType.Personal)
  return { tags, tagGroups }
}
