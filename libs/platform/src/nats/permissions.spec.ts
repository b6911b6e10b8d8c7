import { declaredEvents, declaredRpcs } from '@miaohui/contracts/catalogue'
import { SERVICES } from '@miaohui/contracts/kernel/rpc'
import { BUS_USERS, permissionsOf } from './permissions'

describe('what a user of the bus may do', () => {
  const of = (user: (typeof BUS_USERS)[number]): ReturnType<typeof permissionsOf> =>
    permissionsOf(user, declaredRpcs(), declaredEvents())

  it('is to publish its own events and requests that name it as a caller, by name', () => {
    for (const service of SERVICES) {
      for (const subject of of(service).publish) {
        const [kind, owner] = subject.split('.')
        if (kind === 'evt' || kind === 'hot') expect(owner).toBe(service)
        if (kind === 'rpc') expect(declaredRpcs().find((rpc) => rpc.subject === subject)?.callers).toContain(service)
        if (subject.startsWith('$JS')) expect(subject.split('.')).toContain(service)
      }
    }
  })

  it('is to hear its own inbox, and to answer only as one of its own queue group', () => {
    for (const service of SERVICES) {
      const [inbox, ...rest] = of(service).subscribe
      expect(inbox).toBe(`_INBOX_${service}.>`)
      for (const subject of rest) expect(subject.split(' ')[1]).toBe(service)
    }
    expect(of('gateway').subscribe).toEqual(['_INBOX_gateway.>', 'live.>'])
  })

  it('has no wildcard over a whole subject tree', () => {
    for (const user of BUS_USERS) {
      for (const subject of of(user).publish) {
        expect(subject).not.toMatch(/^(evt|hot|rpc|\$JS|\$SYS|_INBOX)[^.]*(\.API)?\.>$/)
        expect(subject).not.toMatch(/PURGE|DELETE|RESTORE|MSG\.GET/)
      }
    }
  })
})
