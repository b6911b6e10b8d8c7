import { onScopeDispose, watch } from 'vue'
import { useRoute } from 'vue-router'

const COUNT = /^\(\d+\+?\) /

/** Says in the tab's title how many messages wait, while the page is open. */
export function useTitleCount(count: () => number): void {
  const route = useRoute()
  const show = (n: number) => {
    const title = document.title.replace(COUNT, '')
    document.title = n > 0 ? `(${n > 99 ? '99+' : n}) ${title}` : title
  }
  watch([count, () => route.fullPath], () => show(count()), { immediate: true, flush: 'post' })
  onScopeDispose(() => show(0))
}
