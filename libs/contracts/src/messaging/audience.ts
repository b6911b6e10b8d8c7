import { TeamScoped } from '../kernel/common-shapes'
import { Id, Instant, Int, Nested, OneOf, Text } from '../kernel/fields'
import { defineRpc } from '../kernel/rpc'
import { RELATIONS, type Relation } from '../account-hosting/events'

/** Which customers: every given condition must hold. The same filter drives the customer list, bulk tagging and audiences. */
export class CustomerFilter {
  @Id({ list: { max: 200, unique: true }, optional: true })
  accountIds?: string[]

  @Id({ list: { max: 50, unique: true }, optional: true, description: 'has at least one of these tags, of any kind' })
  anyTagIds?: string[]

  @Id({ list: { max: 50, unique: true }, optional: true, description: 'has none of these tags' })
  noTagIds?: string[]

  @OneOf(RELATIONS, { optional: true })
  relation?: Relation

  @Text({ max: 60, optional: true, description: 'part of the name or remark' })
  search?: string

  @Instant({ optional: true })
  addedAfter?: string

  @Instant({ optional: true })
  addedBefore?: string
}

export class EstimateAudience extends TeamScoped {
  @Nested(() => CustomerFilter)
  filter!: CustomerFilter
}

/** How the estimate comes about: `matched − duplicates − deleted − blocked = reachable`. Offline ones are planned too, so they are part of `reachable`. */
export class AudienceEstimate {
  @Int({ min: 0 })
  matched!: number

  @Int({ min: 0, description: 'rows of a person who is reached through another of the accounts' })
  duplicates!: number

  @Int({ min: 0 })
  deleted!: number

  @Int({ min: 0 })
  blocked!: number

  @Int({
    min: 0,
    description:
      'how many of the reachable are customers of accounts that are not connected right now: they get it when the account is back',
  })
  offline!: number

  @Int({ min: 0 })
  reachable!: number

  @Int({ min: 0 })
  accounts!: number
}

export const estimateAudience = defineRpc({
  subject: 'rpc.messaging.audience.estimate.v1',
  request: EstimateAudience,
  reply: AudienceEstimate,
})
