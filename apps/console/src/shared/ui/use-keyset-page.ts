import { computed, ref, watch, type WatchSource } from 'vue'

export const PAGE_SIZES = [20, 50, 100] as const

/**
 * Paging by cursors. The server gives only the next cursor, so the ones passed are kept to go back.
 *
 * @param filters when one of these changes, the first page is shown again.
 */
export function useKeysetPage(filters: WatchSource[] = []) {
  const size = ref<number>(PAGE_SIZES[0])
  const passed = ref<string[]>([])
  const after = computed(() => passed.value.at(-1))
  const number = computed(() => passed.value.length + 1)

  function next(cursor: string): void {
    passed.value = [...passed.value, cursor]
  }
  function back(): void {
    passed.value = passed.value.slice(0, -1)
  }
  function first(): void {
    passed.value = []
  }
  watch([size, ...filters], first)

  /** To spread into a request's query; it belongs into the query key too. */
  const query = computed(() => ({ limit: size.value, ...(after.value === undefined ? {} : { after: after.value }) }))
  return { size, number, query, next, back, first }
}

export type KeysetPage = ReturnType<typeof useKeysetPage>
