import { computed, nextTick, reactive, ref } from 'vue'

/** Says what is wrong with a value, or null. */
export type FieldRule<V> = (value: V) => string | null

/**
 * Values of one form with live rules: a field complains once it was left or the form was submitted, and stops complaining as soon as it
 * is right.
 */
export function useFields<T extends Record<string, string | boolean>>(initial: T, rules: { [K in keyof T]?: FieldRule<T[K]> }) {
  const values = reactive({ ...initial }) as T
  const left = reactive(new Set<string>())
  const submitted = ref(false)

  const wrong = computed(() => {
    const found: Partial<Record<keyof T, string>> = {}
    for (const name of Object.keys(rules) as (keyof T)[]) {
      const message = rules[name]?.(values[name])
      if (message) found[name] = message
    }
    return found
  })

  /** What to show at a field: its own rule first, then what the server said of it. */
  function errorOf(name: keyof T & string, server: Record<string, string>): string {
    const own = submitted.value || left.has(name) ? wrong.value[name] : undefined
    return own ?? server[name] ?? ''
  }

  function leave(name: keyof T & string): void {
    if (values[name] !== initial[name]) left.add(name)
  }

  /** True when the form may be sent; else every fault shows and the first one gets the focus. */
  async function check(form: HTMLElement | null): Promise<boolean> {
    submitted.value = true
    if (Object.keys(wrong.value).length === 0) return true
    await nextTick()
    form?.querySelector<HTMLElement>('.is-error input, .is-error textarea')?.focus()
    return false
  }

  return { values, errorOf, leave, check }
}
