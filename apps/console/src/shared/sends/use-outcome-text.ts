import { useI18n } from 'vue-i18n'

/** Why a send is where it is, in the reader's language; an unknown code of a provider is named as it is. */
export function useOutcomeText() {
  const { t, te } = useI18n()
  return (code: string | null): string => {
    if (!code) return ''
    const key = `send.outcome.${code}`
    return te(key) ? t(key) : t('send.outcome.other', { code })
  }
}
