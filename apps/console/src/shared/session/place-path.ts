import type { Space } from './preferences.store'

/** Start of every address in one space of an enterprise. Addresses always carry their scope, so that a link can be shared. */
export function placePath(enterpriseId: string, space: Space, teamId?: string): string {
  return space === 'team' ? `/e/${enterpriseId}/t/${teamId ?? ''}` : `/e/${enterpriseId}/admin`
}
