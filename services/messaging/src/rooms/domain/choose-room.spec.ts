import { chooseRoom, type RoomOption } from './choose-room'

const NOW = new Date('2026-11-22T10:00:00Z')
const room = (id: string, over: Partial<RoomOption> = {}): RoomOption => ({
  id,
  providerId: id,
  memberCount: 10,
  external: true,
  fullUntil: null,
  ...over,
})

describe('pulling a customer into a room', () => {
  it('takes the first that is not full', () => {
    expect(chooseRoom([room('a', { memberCount: 500 }), room('b'), room('c')], NOW)?.id).toBe('b')
  })
  it('lets internal rooms hold 2000', () => {
    expect(chooseRoom([room('a', { memberCount: 1999, external: false })], NOW)?.id).toBe('a')
  })
  it('leaves a room alone that turned somebody away a moment ago, not for ever', () => {
    const soon = new Date(NOW.getTime() + 1000)
    expect(chooseRoom([room('a', { fullUntil: soon })], NOW)).toBeUndefined()
    expect(chooseRoom([room('a', { fullUntil: soon })], soon)?.id).toBe('a')
  })
})
