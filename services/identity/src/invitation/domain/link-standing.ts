import type { DeliveryState } from '@miaohui/contracts/identity/events'

/** `void`: revoked, or a newer invitation took its place. */
export type LinkStanding = 'open' | 'used' | 'expired' | 'void'

/**
 * What a link is worth. One whose mail was not confirmed as sent is good: the mail may have arrived.
 */
export function linkStanding(link: { state: DeliveryState; expiresAt: Date }, now: Date): LinkStanding {
  if (link.state === 'accepted') return 'used'
  if (link.state === 'revoked') return 'void'
  return link.expiresAt <= now ? 'expired' : 'open'
}
