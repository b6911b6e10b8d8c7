import { useI18n } from 'vue-i18n'
import type { HostedAccount } from './account-state'

/** The WeCom name; before the first sign-in there is none, so the end of the id tells accounts apart. */
export function useAccountName() {
  const { t } = useI18n()
  return (account: Pick<HostedAccount, 'id' | 'name'>): string =>
    account.name ?? t('hosting.unnamed', { tail: account.id.slice(-4).toUpperCase() })
}
