import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { answer, api } from '@/shared/http/client'
import { problemOf, type Problem } from '@/shared/http/problem'
import { useTeamPath } from '@/shared/team/use-team-path'
import { uploadPicture, type Material } from './upload-material'

export const materialKeys = { list: (teamId: string) => ['team', teamId, 'materials'] as const }

/** The signed addresses of the answer are good for an hour. */
const FRESH_FOR = 30 * 60_000

/** The team's pictures, newest first; `query.fetchNextPage` goes on. */
export function useMaterials() {
  const { path } = useTeamPath()
  const query = useInfiniteQuery(
    computed(() =>
      infiniteQueryOptions({
        queryKey: materialKeys.list(path.value.teamId),
        queryFn: ({ pageParam }) =>
          answer(
            api.GET('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/materials', {
              params: { path: path.value, query: { kind: 'image', limit: 60, ...(pageParam ? { after: pageParam } : {}) } },
            }),
          ),
        initialPageParam: '',
        getNextPageParam: (page) => page.next,
        staleTime: FRESH_FOR,
      }),
    ),
  )
  const materials = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  const byId = computed(() => new Map(materials.value.map((material) => [material.id, material])))
  return { query, materials, byId }
}

/** Uploads pictures one by one; `part` is how much of the current one has left, 0 to 1. */
export function useUpload() {
  const { path } = useTeamPath()
  const queries = useQueryClient()
  const part = ref<number | null>(null)
  const problem = ref<Problem | null>(null)

  async function upload(file: File): Promise<Material | null> {
    problem.value = null
    part.value = 0
    try {
      const material = await uploadPicture(path.value, file, (now) => (part.value = now))
      await queries.invalidateQueries({ queryKey: materialKeys.list(path.value.teamId) })
      return material
    } catch (thrown) {
      problem.value = problemOf(thrown)
      return null
    } finally {
      part.value = null
    }
  }
  return { part, problem, upload }
}

export function useDeleteMaterial() {
  const { path } = useTeamPath()
  const queries = useQueryClient()
  return async (id: string) => {
    await answer(
      api.DELETE('/api/v1/enterprises/{enterpriseId}/teams/{teamId}/materials/{id}', { params: { path: { ...path.value, id } } }),
    )
    await queries.invalidateQueries({ queryKey: materialKeys.list(path.value.teamId) })
  }
}
