import { ScanStatus, ScanType } from '@miaohui/puppet-protocol/event-types'
import { offlineReason, scanSignal } from './puppet-login-events'

it.each([
  ['QR_TIMEOUT', 'qr-timeout'],
  ['NEW_DEVICE_TIMEOUT', 'new-device-timeout'],
  ['PHONE_LOGOUT', 'phone-logout'],
  ['SLOT_TAKEN', 'slot-taken'],
  ['PASSWORD_CHANGED', 'password-changed'],
  ['RISK_CONTROL', 'risk-control'],
  ['NET_LOST', 'net-lost'],
  ['WORKER_LOST', 'worker-lost'],
  ['PROXY_LOST', 'proxy-lost'],
  ['USER_STOPPED', 'user-stopped'],
  ['LICENSE_EXPIRED', 'license-expired'],
  ['超时未反馈，已退出登录', 'new-device-timeout'],
  ['你已在手机端退出登录', 'phone-logout'],
  ['该账号已在其他设备登录', 'slot-taken'],
  ['something new', 'unknown'],
  [undefined, 'unknown'],
])('a sign-out because of %s is %s', (text, reason) => {
  expect(offlineReason(text)).toBe(reason)
})

it('a QR code without an end lives for two minutes, and a scan without a type is a sign-in', () => {
  expect(scanSignal({ status: ScanStatus.Waiting, qrcode: 'q', timestamp: 5 }, 1_000)).toEqual({
    type: 'qr-shown',
    purpose: 'login',
    content: 'q',
    expiresAt: 121_000,
  })
  const verify = { status: ScanStatus.Scanned, type: ScanType.Verify, timestamp: 5 }
  expect(scanSignal(verify, 1_000)).toEqual({ type: 'qr-scanned', purpose: 'verify' })
  expect(scanSignal({ status: ScanStatus.Unknown, timestamp: 5 }, 1_000)).toBeNull()
})
