import { defineProblems } from '../kernel/problem'

export const licenseProblems = defineProblems({
  SEAT_EXHAUSTED: { status: 409, title: 'All seats of the licence are taken' },
  SEAT_IDENTITY_TAKEN: { status: 409, title: 'This WeCom account is already hosted' },
  LICENSE_EXPIRED: { status: 409, title: 'The licence has ended' },
})
