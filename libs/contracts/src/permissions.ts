/**
 * The permission catalogue, `module.action`. Shown as a two-level tree in 权限组; every gateway route names one of these or says it is
 * public. Data scope is kept apart from actions.
 */
export const PERMISSION_MODULES = [
  { module: 'department', actions: ['view', 'edit', 'delete'] },
  { module: 'member', actions: ['view', 'invite', 'edit', 'suspend', 'remove'] },
  { module: 'permission-group', actions: ['view', 'edit', 'delete'] },
  { module: 'team', actions: ['view', 'edit'] },
  { module: 'license', actions: ['view', 'manage'] },
  { module: 'account', actions: ['view', 'add', 'login', 'stop', 'remove', 'sync'] },
  { module: 'customer', actions: ['view', 'edit', 'tag'] },
  { module: 'tag', actions: ['view', 'edit', 'delete'] },
  { module: 'room', actions: ['view'] },
  { module: 'material', actions: ['view', 'edit', 'delete'] },
  { module: 'chat', actions: ['view', 'send'] },
  { module: 'broadcast', actions: ['view', 'send', 'cancel'] },
  { module: 'sop', actions: ['view', 'edit', 'delete', 'enable'] },
] as const

type Modules = (typeof PERMISSION_MODULES)[number]
export type Permission = {
  [M in Modules['module']]: `${M}.${Extract<Modules, { module: M }>['actions'][number]}`
}[Modules['module']]

export const ALL_PERMISSIONS: readonly Permission[] = PERMISSION_MODULES.flatMap((m) =>
  m.actions.map((a) => `${m.module}.${a}` as Permission),
)

/** own accounts · own teams · own department and below · whole enterprise */
export const DATA_SCOPES = ['own', 'team', 'department', 'enterprise'] as const
export type DataScope = (typeof DATA_SCOPES)[number]

/** The sales preset of 普通员工: what the seed's sales staff tick (domain page §5). */
export const SALES_PRESET: readonly Permission[] = [
  'account.view', 'account.add', 'account.login', 'account.sync',
  'customer.view', 'customer.tag', 'tag.view', 'tag.edit', 'room.view',
  'material.view', 'material.edit', 'chat.view', 'chat.send',
  'broadcast.view', 'broadcast.send', 'broadcast.cancel',
  'sop.view', 'sop.edit', 'sop.enable', 'team.view',
] // prettier-ignore
