import { hostingConfig, watchMsOf } from './config'

describe('the observation after the first sign-in', () => {
  it('lasts an hour unless the operator says otherwise', () => {
    const config = hostingConfig({})
    expect(watchMsOf(config, 'workmate')).toBe(3_600_000)
    expect(watchMsOf(config, 'workzen')).toBe(3_600_000)
  })

  it('may be another one for workzen', () => {
    const config = hostingConfig({ MIAOHUI_WATCH_MINUTES: '0', MIAOHUI_WORKZEN_WATCH_MINUTES: '30' })
    expect(watchMsOf(config, 'workmate')).toBe(0)
    expect(watchMsOf(config, 'workzen')).toBe(1_800_000)
  })
})
