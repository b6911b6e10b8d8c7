import type { components } from './generated/api'

/** Bodies and answers of the gateway, by their names in its OpenAPI file. */
export type Schemas = components['schemas']

export type SignedIn = Schemas['SignedIn']
export type Me = Schemas['Me']
export type EnterpriseMembership = Schemas['MyEnterprise']
export type Permission = EnterpriseMembership['permissions'][number]
export type InvitationPreview = Schemas['InvitationPreview']
