import { PROFILES } from '../knobs/profiles'
import type { KnobValues } from '../knobs/knob-values'
import { Random } from '../random/random'
import { SimClock } from '../time/sim-clock'
import { LoginMachine } from './login-machine'
import type { LoginSnapshot } from './login-states'

const MINUTE = 60_000

function phoneWith(knobs: Partial<KnobValues> = {}, clock = new SimClock()) {
  clock.setMode('manual')
  const values: KnobValues = { ...PROFILES.typical, verifyCodeProb: 0, ...knobs }
  const path: string[] = []
  const events: { name: string; payload: Record<string, unknown> }[] = []
  let saved: LoginSnapshot | undefined
  const login = new LoginMachine({
    accountId: 'a1',
    selfId: 'self',
    selfName: '王老师',
    avatar: '',
    clock,
    random: new Random('seed'),
    knob: (name) => values[name],
    awayFromHome: () => false,
    contactCount: () => 100,
    emit: (name, payload) => void events.push({ name, payload: payload as Record<string, unknown> }),
    announce: (text) => void events.push({ name: 'ANNOUNCE', payload: { text } }),
    save: (snapshot) => {
      if (path.at(-1) !== snapshot.state) path.push(snapshot.state)
      saved = snapshot
    },
    onReady: () => undefined,
  })
  const scans = () => events.filter(({ name }) => name === 'SCAN').map(({ payload }) => payload['status'])
  const codes = () => events.filter(({ name }) => name === 'VERIFY_CODE').map(({ payload }) => payload['status'])
  const names = () => events.map(({ name }) => name)
  const toQr = () => {
    login.start()
    clock.advance(5_000)
  }
  const toOnline = () => {
    toQr()
    login.scan()
    login.confirm()
    clock.advance(MINUTE / 2)
  }
  return { login, clock, path, events, scans, codes, names, toQr, toOnline, saved: () => saved!, values }
}

describe('logging in with a QR code', () => {
  it('goes from the scan over the sync to online', () => {
    const phone = phoneWith()
    phone.toOnline()
    expect(phone.path).toEqual(['STARTING', 'QR', 'SCANNED', 'LOGGING_IN', 'SYNCING', 'ONLINE'])
    expect(phone.scans()).toEqual([2, 3, 4])
    expect(phone.names().filter((name) => name === 'LOGIN' || name === 'READY')).toEqual(['LOGIN', 'READY'])
  })

  it('shows five codes and then gives up', () => {
    const phone = phoneWith()
    phone.toQr()
    phone.clock.advance(11 * MINUTE)
    expect(phone.login.state).toBe('OFFLINE')
    expect(phone.login.reason).toBe('QR_TIMEOUT')
    expect(phone.scans()).toEqual([2, 5, 2, 5, 2, 5, 2, 5, 2, 5])
  })

  it('refuses a code that has been replaced', () => {
    const phone = phoneWith()
    phone.toQr()
    const old = phone.login.qr!.content
    phone.clock.advance(2 * MINUTE)
    expect(() => phone.login.scan(old)).toThrow('old QR code')
    phone.login.scan(phone.login.qr!.content)
    expect(phone.login.state).toBe('SCANNED')
  })

  it('shows a new code when the phone cancels or does not confirm in a minute', () => {
    const phone = phoneWith()
    phone.toQr()
    phone.login.scan()
    expect(() => phone.login.scan()).toThrow('cannot scan while')
    phone.login.cancelScan()
    expect(phone.login.state).toBe('QR')
    phone.login.scan()
    phone.clock.advance(MINUTE)
    expect(phone.login.state).toBe('QR')
    expect(phone.scans()).toEqual([2, 3, 1, 2, 3, 2])
  })
})

describe('the verification code', () => {
  const atCode = () => {
    const phone = phoneWith({ verifyCodeProb: 1 })
    phone.toQr()
    phone.login.scan()
    phone.login.confirm()
    expect(phone.login.state).toBe('VERIFY_CODE')
    return phone
  }

  it('lets the account in when it is right', () => {
    const phone = atCode()
    const { id, code } = phone.login.code!
    phone.login.enterCode(id, ` ${code} `)
    expect(phone.login.state).toBe('LOGGING_IN')
  })

  it('starts over with a QR code after three wrong ones', () => {
    const phone = atCode()
    const { id } = phone.login.code!
    for (let n = 0; n < 3; n++) phone.login.enterCode(id, 'wrong')
    expect(phone.codes()).toEqual([1, 3, 3, 3])
    expect(phone.login.state).toBe('QR')
    expect(() => phone.login.enterCode(id, 'wrong')).toThrow('VERIFY_NOT_WAITING')
  })

  it('expires after two minutes', () => {
    const phone = atCode()
    phone.clock.advance(2 * MINUTE)
    expect(phone.codes()).toEqual([1, 2])
    expect(phone.login.state).toBe('QR')
  })

  it('can be given up', () => {
    const phone = atCode()
    phone.login.cancelCode(phone.login.code!.id)
    expect(phone.login.state).toBe('QR')
  })
})

describe('the new-device check', () => {
  it('throws the account out when nobody watches the phone', () => {
    const phone = phoneWith()
    phone.toOnline()
    phone.clock.advance(61 * MINUTE)
    phone.clock.advance(2 * MINUTE)
    expect(phone.path.slice(-2)).toEqual(['NEW_DEVICE_CHECK', 'OFFLINE'])
    expect(phone.login.reason).toBe('NEW_DEVICE_TIMEOUT')
  })

  it('comes between 30 and 60 minutes after the login and trusts the device afterwards', () => {
    const phone = phoneWith()
    phone.toOnline()
    phone.clock.advance(29 * MINUTE)
    expect(phone.login.state).toBe('ONLINE')
    while (phone.login.state === 'ONLINE') phone.clock.advance(10_000)
    phone.login.refreshQr()
    expect(phone.events.at(-1)?.payload['type']).toBe(2)
    phone.login.scan()
    phone.login.confirm()
    expect(phone.login.trusted).toBe(true)
    phone.clock.advance(180 * MINUTE)
    expect(phone.login.state).toBe('ONLINE')
  })

  it('keeps its deadline while QR codes come and go', () => {
    const phone = phoneWith({ newDeviceCheckMs: null })
    phone.toOnline()
    phone.login.checkDevice()
    phone.clock.advance(100_000)
    phone.login.acceptCheck()
    phone.login.scan()
    expect(phone.login.canSend).toBe(true)
    phone.clock.advance(21_000)
    expect(phone.login.reason).toBe('NEW_DEVICE_TIMEOUT')
  })
})

describe('coming back', () => {
  it('needs no QR code after a stop, and needs one after being kicked', () => {
    const phone = phoneWith({ newDeviceCheckMs: null })
    phone.toOnline()
    phone.login.stop()
    phone.login.start()
    phone.clock.advance(MINUTE)
    expect(phone.path.slice(-3)).toEqual(['STARTING', 'SYNCING', 'ONLINE'])
    phone.login.kick('PHONE_LOGOUT')
    phone.login.start()
    phone.clock.advance(5_000)
    expect(phone.login.state).toBe('QR')
  })

  it('never asks a trusted device for a code', () => {
    const phone = phoneWith({ newDeviceCheckMs: null })
    phone.toOnline()
    phone.login.checkDevice()
    phone.login.acceptCheck()
    phone.login.scan()
    phone.login.confirm()
    phone.login.kick('SLOT_TAKEN')
    phone.values.verifyCodeProb = 1
    phone.toQr()
    phone.login.scan()
    phone.login.confirm()
    expect(phone.login.state).toBe('LOGGING_IN')
  })

  it('is still online after a restart of the simulator, and goes offline when it was only logging in', () => {
    const before = phoneWith()
    before.toOnline()
    const after = phoneWith({}, before.clock)
    after.login.restore(before.saved())
    expect(after.login.state).toBe('ONLINE')
    after.clock.advance(61 * MINUTE)
    expect(after.path).toContain('NEW_DEVICE_CHECK')

    const halfway = phoneWith()
    halfway.toQr()
    const late = phoneWith()
    late.login.restore(halfway.saved())
    expect(late.login.reason).toBe('WORKER_LOST')
  })

  it('syncs again after a restart in the middle of a sync', () => {
    const before = phoneWith()
    before.toQr()
    before.login.scan()
    before.login.confirm()
    before.clock.advance(3_000)
    expect(before.login.state).toBe('SYNCING')
    const after = phoneWith()
    after.login.restore(before.saved())
    after.clock.advance(MINUTE)
    expect(after.login.state).toBe('ONLINE')
  })
})
