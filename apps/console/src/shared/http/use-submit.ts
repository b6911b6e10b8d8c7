import { computed, ref } from 'vue'
import { isAbort } from './client'
import { problemOf, type FieldError, type Problem } from './problem'
import { useProblemText } from './use-problem-text'

/**
 * One form's way to the server: a second press while the first is under way does nothing, field errors go to their fields, everything
 * else is the form's problem.
 *
 * @param fields names that the form shows; an error for any other path is told at the form.
 */
export function useSubmit(fields: readonly string[]) {
  const { fieldText, text } = useProblemText()
  const pending = ref(false)
  const problem = ref<Problem | null>(null)

  const shown = (error: FieldError) => fields.find((name) => error.path === name || error.path.startsWith(`${name}.`))
  const fieldErrors = computed(() => {
    const found: Record<string, string> = {}
    for (const error of problem.value?.errors ?? []) {
      const name = shown(error)
      if (name && !(name in found)) found[name] = fieldText(error)
    }
    return found
  })
  const formError = computed(() => {
    const refused = problem.value
    if (!refused) return null
    const allShown = (refused.errors?.length ?? 0) > 0 && refused.errors?.every(shown)
    return allShown ? null : text(refused)
  })

  async function submit(work: () => Promise<void>): Promise<boolean> {
    if (pending.value) return false
    pending.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (thrown) {
      if (!isAbort(thrown)) problem.value = problemOf(thrown)
      return false
    } finally {
      pending.value = false
    }
  }

  function clear(): void {
    problem.value = null
  }

  return { pending, problem, fieldErrors, formError, submit, clear }
}
