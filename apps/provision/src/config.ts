import { SERVICES, type ServiceName } from '@miaohui/contracts/kernel/rpc'
import type { DatabaseNames, RolePasswords } from '@miaohui/persistence/provision-database'
import { ConfigError, envName } from '@miaohui/platform/config'
import { BUS_USERS, type BusUser } from '@miaohui/platform/nats/permissions'

export type ServiceDatabase = { service: ServiceName; names: DatabaseNames; passwords: RolePasswords; ownerUrl: string }

export type ProvisionConfig = {
  /** A role that may create roles and databases; without it these must exist, and only migrations run. */
  postgresUrl?: string
  databases: ServiceDatabase[]
  natsUrl: string
  natsPassword: string
}

/** @throws ConfigError with all mistakes */
export function provisionConfig(env: NodeJS.ProcessEnv = process.env): ProvisionConfig {
  const mistakes: string[] = []
  const required = (name: string): string => {
    const value = env[name]
    if (!value) mistakes.push(`${name}: REQUIRED`)
    return value ?? ''
  }
  const databases = SERVICES.map((service): ServiceDatabase => {
    const prefix = `MIAOHUI_${envName(service)}_DATABASE`
    const ownerUrl = required(`${prefix}_OWNER_URL`)
    const owner = login(ownerUrl)
    const app = login(required(`${prefix}_URL`))
    // Migrations grant to the role that is called like their own but for the ending.
    if (owner && app && (!owner.role.endsWith('_owner') || app.role !== owner.role.replace(/_owner$/, '_app'))) {
      mistakes.push(`${prefix}_OWNER_URL, ${prefix}_URL: the roles must be called x_owner and x_app`)
    }
    if (owner && app && owner.database !== app.database)
      mistakes.push(`${prefix}_URL: names another database than ${prefix}_OWNER_URL`)
    return {
      service,
      ownerUrl,
      names: { database: owner?.database ?? '', owner: owner?.role ?? '', app: app?.role ?? '' },
      passwords: { owner: owner?.password ?? '', app: app?.password ?? '' },
    }
  })
  const config: ProvisionConfig = {
    postgresUrl: env.MIAOHUI_POSTGRES_URL || undefined,
    databases,
    natsUrl: required('MIAOHUI_NATS_URL'),
    natsPassword: required('MIAOHUI_PROVISIONER_NATS_PASSWORD'),
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return config
}

/** @throws ConfigError with all mistakes */
export function busPasswords(env: NodeJS.ProcessEnv = process.env): Record<BusUser, string> {
  const named = BUS_USERS.map((user) => [user, `MIAOHUI_${user.toUpperCase().replaceAll('-', '_')}_NATS_PASSWORD`] as const)
  const missing = named.filter(([, name]) => !env[name]).map(([, name]) => `${name}: REQUIRED`)
  if (missing.length > 0) throw new ConfigError(missing)
  return Object.fromEntries(named.map(([user, name]) => [user, env[name]])) as Record<BusUser, string>
}

function login(url: string): { role: string; password: string; database: string } | undefined {
  if (!URL.canParse(url)) return undefined
  const { username, password, pathname } = new URL(url)
  return {
    role: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  }
}
