import { contactsListed, roomsListed, syncFinished } from '@miaohui/contracts/account-hosting/events'
import { liveSubject } from '@miaohui/contracts/kernel/live'
import { eventually } from '@miaohui/testing/eventually'
import { startLab, type Lab } from './hosting-lab'

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.close())

it('eight thousand customers are read within a minute, over a restart in the middle, with progress that people can follow', async () => {
  await lab.simulator.driver.knobs({ population: 'L', 'rpc.latency': { p50: 15, p99: 30 } })
  const notices: { at: number; percent: number | undefined }[] = []
  const listener = await lab.nats.connect('gateway')
  listener.subscribe(liveSubject(lab.member.enterpriseId, `team:${lab.teamId}:account`), {
    callback: (_error, message) => {
      const { patch } = message.json() as { patch: { sync?: { state: string; percent: number } } }
      if (patch.sync?.state === 'running') notices.push({ at: Date.now(), percent: patch.sync.percent })
    },
  })
  await listener.flush()
  const began = Date.now()
  const { id } = await lab.online()
  await eventually(async () => {
    const done = (await lab.account(id)).sync?.parts.find((part) => part.part === 'contacts')?.done ?? 0
    expect(done).toBeGreaterThan(1_000)
  })
  await lab.stop()
  const before = (await lab.announced(contactsListed, id)).length
  expect(before).toBeLessThan(80)
  await lab.start()
  const account = await eventually(
    async () => {
      const now = await lab.account(id)
      expect(now.sync?.state).toBe('finished')
      return now
    },
    { withinMs: 50_000, everyMs: 100 },
  )
  expect(Date.now() - began).toBeLessThan(60_000)
  const { contacts, rooms } = await lab.simulator.driver.phone(id)
  expect(account.sync?.parts).toContainEqual({ part: 'contacts', done: contacts, total: contacts })
  const pages = await lab.announced(contactsListed, id)
  const listed = new Set(pages.flatMap((page) => page.contacts.map((contact) => contact.providerId)))
  const pending = await lab.simulator.driver.customers(id, { relation: 'pending' })
  expect(listed.size).toBe(contacts - pending.length)
  // What was read before the restart is not read again.
  expect(pages.length).toBeLessThanOrEqual(Math.ceil(contacts / 100) + 2)
  expect(new Set((await lab.announced(roomsListed, id)).flatMap((page) => page.rooms.map((room) => room.providerId))).size).toBe(
    rooms,
  )
  expect(await lab.announced(syncFinished, id)).toHaveLength(1)
  const percents = notices.map((notice) => notice.percent ?? 0)
  expect(percents.length).toBeGreaterThan(2)
  const seconds = (notices.at(-1)!.at - notices[0]!.at) / 1000
  expect(notices.length).toBeLessThanOrEqual(2 * seconds + 6)
  await listener.close()
}, 90_000)
