import type { KnobValues } from './knob-values'

const SECOND = 1000
const MINUTE = 60 * SECOND

/** WeCom as people meet it: its waits, its checks, its limits. */
const typical: KnobValues = {
  population: 'M',
  phoneRegion: '',
  startMs: [1 * SECOND, 3 * SECOND],
  qrTtlMs: 120 * SECOND,
  qrMaxRefresh: 5,
  confirmTtlMs: 60 * SECOND,
  verifyCodeProb: 0.3,
  verifyCodeProbOtherRegion: 0.9,
  codeTtlMs: 120 * SECOND,
  codeTries: 3,
  loginMs: [1 * SECOND, 3 * SECOND],
  syncBaseMs: 5 * SECOND,
  syncPerContactMs: 4,
  newDeviceCheckMs: [30 * MINUTE, 60 * MINUTE],
  newDeviceDeadlineMs: 120 * SECOND,
  relationFailureMode: 'mixed',
  removedEventProb: 0.6,
  inviteThreshold: 40,
  inviteAcceptProb: 0.7,
  pacing: true,
  risk: true,
  deliveryMs: { p50: 180, p99: 800 },
  'rpc.latency': null,
  'rpc.lostRequest': 0,
  'rpc.lostAck': 0,
  'rpc.error': null,
  'rpc.hang': 0,
  'stream.cut': null,
  'stream.dup': 0,
  'echo.loss': 0,
}

/** For tests: short waits, and nothing happens that the test did not ask for. */
const ideal: KnobValues = {
  ...typical,
  population: 'S',
  startMs: [20, 20],
  verifyCodeProb: 0,
  verifyCodeProbOtherRegion: 0,
  loginMs: [20, 20],
  syncBaseMs: 100,
  syncPerContactMs: 0,
  newDeviceCheckMs: null,
  relationFailureMode: 'error',
  removedEventProb: 1,
  inviteAcceptProb: 0,
  pacing: false,
  risk: false,
  deliveryMs: null,
}

/** For people who try the product: every step can be watched, nobody is thrown out because he looked away. */
const demo: KnobValues = {
  ...typical,
  startMs: [800, 1600],
  verifyCodeProb: 1,
  loginMs: [800, 1500],
  syncBaseMs: 4 * SECOND,
  newDeviceCheckMs: null,
  relationFailureMode: 'error',
  inviteAcceptProb: 0.7,
  pacing: false,
  risk: false,
  deliveryMs: { p50: 60, p99: 200 },
}

export const PROFILES = { ideal, typical, demo } satisfies Record<string, KnobValues>
export type ProfileName = keyof typeof PROFILES

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name)
}
