import { buildPopulation, type Population } from './population'

const build = (seed: string, size: 'S' | 'M' | 'L' = 'M'): Population =>
  buildPopulation({ seed, accountId: 'a1', ordinal: 7, size, createdAt: Date.UTC(2026, 0, 1) })

describe('the people around an account', () => {
  it('are the same for the same seed and others for another', () => {
    expect(build('1')).toEqual(build('1'))
    expect([...build('1').contacts.values()].map(({ name }) => name)).not.toEqual(
      [...build('2').contacts.values()].map(({ name }) => name),
    )
  })

  it.each([
    ['S', 50, 5],
    ['M', 1_000, 80],
    ['L', 8_000, 600],
  ] as const)('size %s has %i contacts and %i rooms', (size, contacts, rooms) => {
    const people = build('1', size)
    expect([people.contacts.size, people.rooms.size]).toEqual([contacts, rooms])
  })

  it('are mixed as in life', () => {
    const all = [...build('1', 'L').contacts.values()]
    const share = (wanted: (contact: (typeof all)[number]) => boolean): number => all.filter(wanted).length / all.length
    expect(share(({ coworker }) => coworker)).toBeCloseTo(0.05, 2)
    expect(share(({ type, coworker }) => type === 3 && !coworker)).toBeCloseTo(0.1, 1)
    expect(share(({ alias }) => alias !== '')).toBeCloseTo(0.29, 1)
    expect(share(({ relation }) => relation === 'deleted')).toBeCloseTo(0.048, 2)
    expect(share(({ relation }) => relation === 'blocked')).toBeCloseTo(0.0095, 2)
  })

  it('have rooms that fit their members, all of whom have names', () => {
    const people = build('1')
    for (const room of people.rooms.values()) {
      expect(room.memberIds[0]).toBe(people.selfId)
      expect(new Set(room.memberIds).size).toBe(room.memberIds.length)
      expect(room.memberIds.length).toBeLessThanOrEqual(room.capacity)
      const nameless = room.memberIds.filter(
        (id) => id !== people.selfId && !people.contacts.has(id) && !people.strangers.has(id),
      )
      expect(nameless).toEqual([])
    }
  })

  it('always include a small room of the account to pull customers into', () => {
    const own = [...build('3', 'S').rooms.values()].filter(
      ({ ownerId, memberIds }) => ownerId.startsWith('168885') && memberIds.length < 40,
    )
    expect(own.length).toBeGreaterThanOrEqual(3)
  })

  it('carry only tags that exist', () => {
    const people = build('1')
    expect(people.tags.size).toBe(35)
    for (const { tagIds } of people.contacts.values()) for (const id of tagIds) expect(people.tags.has(id)).toBe(true)
  })
})
