import { useI18n } from 'vue-i18n'
import type { FieldError, Problem } from './problem'

/**
 * A problem in the reader's language: by its code; else by its kind of status. Server text (`title`, `detail`) is for logs and is
 * never shown.
 */
export function useProblemText() {
  const { t, te } = useI18n()

  function text(problem: Problem): string {
    const key = `problem.${problem.code}`
    if (te(key)) return t(key, problem.meta ?? {})
    const byStatus = `problemStatus.${problem.status}`
    if (te(byStatus)) return t(byStatus)
    return t(problem.status >= 500 ? 'problemStatus.server' : 'problemStatus.other')
  }

  function fieldText(error: FieldError): string {
    const key = `field.${error.code}`
    return te(key) ? t(key, error.params ?? {}) : t('field.INVALID')
  }

  return { text, fieldText }
}
