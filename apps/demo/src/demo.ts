import type { MailBox } from '@miaohui/testing/mail-box'
import type { Person } from '@miaohui/testing/person'
import type { SimulatorDriver } from '@miaohui/testing/simulator-driver'
import type { TeamPlan } from './story'

export type HostedAccount = { id: string; name: string }

/** One team with those who work in it. `lead` is signed in and acts for the team. */
export type DemoTeam = {
  id: string
  plan: TeamPlan
  lead: Person
  accounts: HostedAccount[]
  tagIds: string[]
  materialIds: string[]
}

/** The product and the simulator that are being filled. */
export type Demo = { url: string; simulator: SimulatorDriver; mails: MailBox; boss: Person; say: (text: string) => void }

export type Page<Item> = { items: Item[]; next?: string }

/** A key that is used once: the demo is filled once. */
export const onceKey = (): string => crypto.randomUUID()
