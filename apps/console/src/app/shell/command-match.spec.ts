import { matchCommands } from './command-match'

const commands = [
  { id: 'accounts', label: '托管账号', texts: ['tuoguanzhanghao', 'tgzh'] },
  { id: 'all', label: '全部托管账号', texts: ['quanbutuoguanzhanghao', 'qbtgzh'] },
  { id: 'broadcasts', label: '群发', texts: ['qunfa', 'qf'] },
  { id: 'rooms', label: '群管理', texts: ['qunguanli', 'qgl'] },
]
const ids = (typed: string) => matchCommands(commands, typed).map((command) => command.id)

describe('command bar', () => {
  it('finds a page by its name, by pinyin and by initials', () => {
    expect(ids('群发')).toEqual(['broadcasts'])
    expect(ids('Qun Fa')).toEqual(['broadcasts'])
    expect(ids('qgl')[0]).toBe('rooms')
  })

  it('puts names that begin with the text before names that contain it', () => {
    expect(ids('托管')).toEqual(['accounts', 'all'])
  })

  it('shows everything for nothing typed, and nothing for nonsense', () => {
    expect(ids('')).toHaveLength(4)
    expect(ids('zzz')).toEqual([])
  })
})
