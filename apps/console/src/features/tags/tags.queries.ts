import { useQueryClient } from '@tanstack/vue-query'
import type { Schemas } from '@/shared/http/api-types'
import { answer, api } from '@/shared/http/client'
import { teamKeys } from '@/shared/team/team-queries'
import { useTeamPath } from '@/shared/team/use-team-path'

const TAG = '/api/v1/enterprises/{enterpriseId}/teams/{teamId}/tags/{id}' as const

export const TAG_COLOURS = ['teal', 'blue', 'violet', 'magenta', 'red', 'amber', 'green', 'grey'] as const
export type TagColour = Schemas['Tag']['colour']

/** Changes to custom tags; the list is read again after each. */
export function useTagChanges() {
  const { path } = useTeamPath()
  const queries = useQueryClient()
  const reread = () => queries.invalidateQueries({ queryKey: teamKeys.tags(path.value.teamId) })

  return {
    create: async (body: Schemas['CreateTagBody']) => {
      await answer(api.POST('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/tags', { params: { path: path.value }, body }))
      await reread()
    },
    update: async (id: string, body: Schemas['UpdateTagBody']) => {
      await answer(api.PATCH(TAG, { params: { path: { ...path.value, id } }, body }))
      await reread()
    },
    remove: async (id: string) => {
      await answer(api.DELETE(TAG, { params: { path: { ...path.value, id } } }))
      await reread()
    },
  }
}
