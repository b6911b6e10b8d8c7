import { newId } from '@miaohui/contracts/kernel/ids'
import { aMember, aSuperAdmin } from '@miaohui/testing/actors'
import { mayHear, mayListen, parseAddress } from './hearing'

describe('who hears which notices', () => {
  const [team, other] = [newId(), newId()]

  it('is decided by team and permission', () => {
    const actor = aMember({ teamIds: [team], permissions: ['chat.view', 'account.view'] })
    expect(mayListen(actor, `team:${team}:inbox`)).toBe(true)
    expect(mayListen(actor, `team:${team}:account`)).toBe(true)
    expect(mayListen(actor, `team:${team}:sop`)).toBe(false)
    expect(mayListen(actor, `team:${other}:inbox`)).toBe(false)
    expect(mayListen(aSuperAdmin({ teamIds: [team] }), `team:${other}:inbox`)).toBe(false)
    expect(mayListen(aSuperAdmin({ teamIds: [team] }), `team:${team}:sop`)).toBe(true)
  })

  it('never is for topics that do not exist', () => {
    const actor = aSuperAdmin({ teamIds: [team] })
    for (const topic of ['', 'team', `team:${team}`, `team:${team}:constructor`, 'enterprise:secrets', '>', '*']) {
      expect(mayListen(actor, topic)).toBe(false)
    }
  })

  it('is decided again by the kind of record', () => {
    const actor = aMember({ teamIds: [team], permissions: ['team.view', 'customer.view'] })
    expect(mayHear(actor, 'enterprise:org', 'team')).toBe(true)
    expect(mayHear(actor, 'enterprise:org', 'enterprise')).toBe(true)
    expect(mayHear(actor, 'enterprise:org', 'member')).toBe(false)
    expect(mayHear(actor, 'enterprise:org', 'invitation')).toBe(false)
    expect(mayHear(actor, `team:${team}:customer`, 'tag')).toBe(false)
    expect(mayHear(actor, `team:${team}:inbox`, 'message')).toBe(true)
  })

  it('reads addresses of an enterprise and nothing else', () => {
    const id = newId()
    expect(parseAddress(`${id}/enterprise:org`)).toEqual({ enterpriseId: id, topic: 'enterprise:org' })
    for (const bad of [undefined, 1, '', id, `x/${id}`, '/enterprise:org']) expect(parseAddress(bad)).toBeUndefined()
  })

  it('tells who adds accounts how many seats are left', () => {
    const seller = aMember({ permissions: ['account.add'] })
    expect(mayListen(seller, 'enterprise:license')).toBe(true)
    expect(mayHear(seller, 'enterprise:license', 'license')).toBe(true)
    const reader = aMember({ permissions: ['chat.view'] })
    expect(mayListen(reader, 'enterprise:license')).toBe(false)
  })
})
