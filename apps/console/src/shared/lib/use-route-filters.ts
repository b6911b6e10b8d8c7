import { refDebounced } from '@vueuse/core'
import { computed, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Filters of a list that live in the address, so that a link shows the same list. Empty means that the filter is off. */
export function useRouteFilters<Name extends string>(names: readonly Name[]) {
  const route = useRoute()
  const router = useRouter()
  const value = (name: Name) => (typeof route.query[name] === 'string' ? route.query[name] : '')
  const filters = computed(() => Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, string>)

  function set(changes: Partial<Record<Name, string>>): void {
    const query = { ...route.query }
    for (const [name, next] of Object.entries<string | undefined>(changes)) {
      if (next) query[name] = next
      else delete query[name]
    }
    void router.replace({ query, hash: route.hash })
  }
  const clear = () => set(Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>)
  const active = computed(() => names.some((name) => filters.value[name] !== ''))

  /** Text of a search box: typing shows at once, the address and the list follow when it pauses. */
  function typed(name: Name): Ref<string> {
    const text = ref(filters.value[name])
    const settled = refDebounced(text, 300)
    watch(settled, (next) => {
      if (next.trim() !== filters.value[name]) set({ [name]: next.trim() } as Partial<Record<Name, string>>)
    })
    watch(
      () => filters.value[name],
      (next) => {
        if (next !== settled.value.trim()) text.value = next
      },
    )
    return text
  }

  return { filters, set, clear, active, typed }
}
