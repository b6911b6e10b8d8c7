import { isNewFriendship, relationFromNotice, type KnownFriend } from './friendship'

const AT = new Date('2026-11-22T10:00:00Z')
const minutesAgo = (n: number) => new Date(AT.getTime() - n * 60_000)
const known = (over: Partial<KnownFriend> = {}): KnownFriend => ({
  relation: 'friend',
  friendSince: null,
  addedAt: minutesAgo(60),
  ...over,
})

describe('a new friend', () => {
  it.each([
    ['is new when unknown', undefined, true],
    ['is not new when an old friend was synchronised', known(), false],
    ['is new when a synchronisation listed the adding just before it was reported', known({ addedAt: minutesAgo(1) }), true],
    ['is not new when the adding is reported a second time', known({ addedAt: AT, friendSince: AT }), false],
    ['is new again after having deleted the account', known({ relation: 'deleted', friendSince: minutesAgo(900) }), true],
    ['is new again after having blocked the account', known({ relation: 'blocked' }), true],
  ])('%s', (_name, friend, expected) => {
    expect(isNewFriendship(friend, AT)).toBe(expected)
  })

  it('reads refusal notices', () => {
    expect(relationFromNotice('消息已发出，但被对方拒收了。')).toBe('blocked')
    expect(relationFromNotice('对方开启了联系人验证，你还不是他的联系人。')).toBe('deleted')
    expect(relationFromNotice('王芳邀请李雷加入了群聊')).toBeUndefined()
  })
})
