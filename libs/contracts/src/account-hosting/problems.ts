import { defineProblems } from '../kernel/problem'

export const hostingProblems = defineProblems({
  SCHEME_UNSUPPORTED: { status: 400, title: 'No hosting worker offers this scheme in this region' },
  ACCOUNT_BUSY: { status: 409, title: 'The account is in the middle of something else' },
  ACCOUNT_NOT_ONLINE: { status: 409, title: 'The account is not online' },
  NO_CODE_ASKED: { status: 409, title: 'No verification code is being asked for' },
  VERIFY_CODE_WRONG: { status: 400, title: 'The verification code is wrong' },
  VERIFY_CODE_EXPIRED: { status: 410, title: 'The verification code has expired' },
  QR_LIMIT: { status: 409, title: 'The QR code was renewed too often; start again' },
  SYNC_RUNNING: { status: 409, title: 'A synchronisation is already running' },
  SYNC_COOLING_DOWN: { status: 429, title: 'This account was synchronised a moment ago', retry: 'later' },
  WORKER_UNAVAILABLE: { status: 503, title: 'The hosting worker does not answer', retry: 'later' },
})
