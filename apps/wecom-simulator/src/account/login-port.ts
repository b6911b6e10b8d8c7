import type { EventName } from '@miaohui/puppet-protocol/event-types'
import type { KnobName, KnobValues } from '../knobs/knob-values'
import type { Random } from '../random/random'
import type { SimClock } from '../time/sim-clock'
import type { LoginSnapshot } from './login-states'

/** What a login needs from the world around it. */
export type LoginPort = {
  accountId: string
  selfId: string
  selfName: string
  avatar: string
  clock: SimClock
  random: Random
  knob: <K extends KnobName>(name: K) => KnobValues[K]
  /** The owner's phone is in another city than the account. */
  awayFromHome: () => boolean
  contactCount: () => number
  emit: (name: EventName, payload: object) => void
  /** A card from 企业微信团队. */
  announce: (text: string, extra: object) => void
  save: (snapshot: LoginSnapshot) => void
  onReady: () => void
}
