import { eventSubject, hotSubject, type DomainEvent } from '@miaohui/contracts/kernel/event'
import { SERVICES, type PeerName, type Rpc, type ServiceName } from '@miaohui/contracts/kernel/rpc'
import { inboxPrefix } from './bus'
import { STREAM } from './streams'

export type BusUser = PeerName | 'provisioner'
export const BUS_USERS: readonly BusUser[] = [...SERVICES, 'gateway', 'provisioner']

export type Permissions = { publish: string[]; subscribe: string[]; responseSeconds?: number }

/** The least each user of the bus needs, derived from the contracts: nobody forges another's event or asks what it was not granted. */
export function permissionsOf(user: BusUser, rpcs: readonly Rpc[], events: readonly DomainEvent[]): Permissions {
  const inbox = `${inboxPrefix(user)}.>`
  if (user === 'provisioner') return { publish: PROVISIONING, subscribe: [inbox] }
  const asks = rpcs.filter((rpc) => rpc.callers.includes(user)).map((rpc) => rpc.subject)
  if (user === 'gateway') return { publish: asks, subscribe: [inbox, 'live.>'] }
  return servicePermissions(user, inbox, asks, rpcs, events)
}

const PROVISIONING = [
  '$JS.API.INFO',
  ...['INFO', 'CREATE', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${STREAM}`),
  ...SERVICES.flatMap((service) => [
    `$JS.API.CONSUMER.INFO.${STREAM}.${service}`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${STREAM}.${service}`,
    `$JS.API.CONSUMER.CREATE.${STREAM}.${service}`,
    `$JS.API.CONSUMER.CREATE.${STREAM}.${service}.>`,
  ]),
]

function servicePermissions(
  service: ServiceName,
  inbox: string,
  asks: string[],
  rpcs: readonly Rpc[],
  events: readonly DomainEvent[],
): Permissions {
  const own = events.filter((event) => event.service === service)
  const answered = rpcs.filter((rpc) => rpc.service === service)
  const consumed = events.filter((event) => event.consumers.includes(service))
  // `subject queue`: a service may only answer as a member of its own queue group, so that it cannot listen in beside it.
  const inQueue = (subject: string): string => `${subject} ${service}`
  return {
    publish: [
      ...asks,
      ...own.map((event) => eventSubject(event, '*')),
      ...own.filter((event) => event.hot).map((event) => hotSubject(event, '*')),
      'live.>',
      ...(consumed.length > 0 ? [`$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${service}`, `$JS.ACK.${STREAM}.${service}.>`] : []),
    ],
    subscribe: [
      inbox,
      ...answered.map((rpc) => inQueue(rpc.subject)),
      ...consumed.filter((event) => event.hot).map((event) => inQueue(hotSubject(event, '*'))),
    ],
    responseSeconds: Math.ceil(Math.max(10_000, ...answered.map((rpc) => rpc.deadlineMs + 5000)) / 1000),
  }
}

/** The `authorization` block of nats-server's configuration. Double-quoted strings of JSON are strings of that format too. */
export function authorizationBlock(
  passwords: Readonly<Record<BusUser, string>>,
  rpcs: readonly Rpc[],
  events: readonly DomainEvent[],
): string {
  const users = BUS_USERS.map((user) => {
    const p = permissionsOf(user, rpcs, events)
    const list = (subjects: string[]): string =>
      `[\n${[...new Set(subjects)].map((s) => `          ${JSON.stringify(s)}`).join('\n')}\n        ]`
    const responses =
      p.responseSeconds === undefined ? '' : `\n        allow_responses { max: 1, expires: "${p.responseSeconds}s" }`
    return `    {
      user: ${JSON.stringify(user)}, password: ${JSON.stringify(passwords[user])}
      permissions {
        publish { allow: ${list(p.publish)} }
        subscribe { allow: ${list(p.subscribe)} }${responses}
      }
    }`
  })
  return `authorization {\n  users = [\n${users.join('\n')}\n  ]\n}\n`
}
