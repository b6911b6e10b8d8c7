import { ScanStatus, ScanType, type ScanEvent } from '@miaohui/puppet-protocol/event-types'

/** A QR code on the screen of the new device. Times in milliseconds since 1970, simulated time. */
export type QrCode = { content: string; purpose: 'login' | 'verify'; createdAt: number; expiresAt: number }
/** A code that the phone shows and the new device must be told. */
export type VerifyCode = { id: string; code: string; triesLeft: number; expiresAt: number }

export function scanEvent(
  status: number,
  qr: QrCode,
  phone: { selfName: string; avatar: string; clock: { now: () => number } },
): ScanEvent {
  return {
    status,
    type: qr.purpose === 'login' ? ScanType.Login : ScanType.Verify,
    ...(status === ScanStatus.Waiting ? { qrcode: qr.content } : {}),
    ...(status === ScanStatus.Scanned ? { data: JSON.stringify({ nickname: phone.selfName, avatar: phone.avatar }) } : {}),
    timestamp: phone.clock.now(),
    createTimestamp: qr.createdAt,
    expireTimestamp: qr.expiresAt,
  }
}
