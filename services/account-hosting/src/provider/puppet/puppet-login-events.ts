import type { OfflineReason } from '@miaohui/contracts/account-hosting/account'
import {
  ScanStatus,
  ScanType,
  VerifyCodeStatus,
  type ScanEvent,
  type VerifyCodeEvent,
} from '@miaohui/puppet-protocol/event-types'
import type { LoginEvent } from '../../accounts/domain/account-machine'

const QR_LIFE_MS = 120_000

export function scanSignal(scan: ScanEvent, now: number): LoginEvent | null {
  const purpose = scan.type === ScanType.Verify ? 'verify' : 'login'
  switch (scan.status) {
    case ScanStatus.Waiting:
      if (!scan.qrcode) return null
      return { type: 'qr-shown', purpose, content: scan.qrcode, expiresAt: scan.expireTimestamp ?? now + QR_LIFE_MS }
    case ScanStatus.Scanned:
      return { type: 'qr-scanned', purpose }
    case ScanStatus.Confirmed:
      return { type: 'qr-confirmed', purpose }
    case ScanStatus.Cancel:
      return { type: 'qr-cancelled', purpose }
    case ScanStatus.Timeout:
      return { type: 'qr-timed-out', purpose }
    default:
      return null
  }
}

export function codeSignal({ id, status }: VerifyCodeEvent): LoginEvent | null {
  if (status === VerifyCodeStatus.Waiting) return { type: 'code-asked', promptId: id }
  if (status === VerifyCodeStatus.WrongCode) return { type: 'code-wrong', promptId: id }
  return status === VerifyCodeStatus.Expired ? { type: 'code-expired', promptId: id } : null
}

/** Our workers send the code itself; others a sentence in Chinese or English. */
const REASONS: readonly (readonly [RegExp, OfflineReason])[] = [
  [/QR_TIMEOUT|二维码.*(过期|超时)/i, 'qr-timeout'],
  [/NEW_DEVICE_TIMEOUT|新设备|超时未反馈/i, 'new-device-timeout'],
  [/PHONE_LOGOUT|手机.*退出/i, 'phone-logout'],
  [/SLOT_TAKEN|其他设备|另一台|another device/i, 'slot-taken'],
  [/PASSWORD_CHANGED|密码/i, 'password-changed'],
  [/RISK_CONTROL|风控|封禁|限制/i, 'risk-control'],
  [/PROXY_LOST|代理|proxy/i, 'proxy-lost'],
  [/WORKER_LOST/i, 'worker-lost'],
  [/NET_LOST|网络|network/i, 'net-lost'],
  [/USER_STOPPED/i, 'user-stopped'],
  [/LICENSE_EXPIRED/i, 'license-expired'],
]

export function offlineReason(text: string | undefined): OfflineReason {
  return REASONS.find(([pattern]) => pattern.test(text ?? ''))?.[1] ?? 'unknown'
}
