import type { Member } from '@/shared/enterprise/enterprise-queries'
import type { StatusTone } from '@/shared/ui/StatusTag.vue'

export type MemberStatus = 'active' | 'suspended' | 'invited' | 'queued' | 'sent' | 'failed' | 'accepted' | 'expired' | 'revoked'

const TONES: Record<MemberStatus, StatusTone> = {
  active: 'ok',
  suspended: 'neutral',
  invited: 'info',
  queued: 'info',
  sent: 'info',
  accepted: 'info',
  failed: 'bad',
  expired: 'warn',
  revoked: 'neutral',
}

/** Where a member stands: while they have not joined, what became of their invitation says more than "invited". */
export function memberStatus(member: Pick<Member, 'state' | 'invitation'>): { status: MemberStatus; tone: StatusTone } {
  const status = member.state === 'invited' ? (member.invitation?.state ?? 'invited') : member.state
  return { status, tone: TONES[status] }
}
