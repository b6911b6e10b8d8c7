import { ref, watch, type Ref } from 'vue'

/** True only once `source` has been true for `delay` ms: an answer that comes fast shows no skeleton, so nothing flickers. */
export function useDelayed(source: () => boolean, delay = 150): Ref<boolean> {
  const shown = ref(false)
  watch(
    source,
    (now, _before, onCleanup) => {
      if (!now) {
        shown.value = false
        return
      }
      const timer = setTimeout(() => (shown.value = true), delay)
      onCleanup(() => clearTimeout(timer))
    },
    { immediate: true },
  )
  return shown
}
