import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { HostedAccount } from '@/shared/account/account-state'
import { useAccountName } from '@/shared/account/use-account-name'
import { problemOf } from '@/shared/http/problem'
import { useProblemText } from '@/shared/http/use-problem-text'
import { toast } from '@/shared/ui/toast'
import { useConfirm } from '@/shared/ui/use-confirm'
import { useAccountCalls, useAccountNews } from './accounts.queries'

/** The actions of an account's row, each with its question, its word afterwards and its refusal. */
export function useAccountActions() {
  const { t } = useI18n()
  const { text } = useProblemText()
  const { confirm } = useConfirm()
  const nameOf = useAccountName()
  const { show, refresh } = useAccountNews()
  const calls = useAccountCalls()
  /** Accounts with a call under way. */
  const busy = ref<string[]>([])

  async function run(account: HostedAccount, call: () => Promise<unknown>): Promise<boolean> {
    if (busy.value.includes(account.id)) return false
    busy.value = [...busy.value, account.id]
    try {
      await call()
      return true
    } catch (thrown) {
      void toast('error', text(problemOf(thrown)))
      return false
    } finally {
      busy.value = busy.value.filter((each) => each !== account.id)
    }
  }

  /** Starts the account, or its device check; true when the QR dialog may open. */
  const start = (account: HostedAccount) => run(account, async () => show(await calls.start(account.id)))

  async function sync(account: HostedAccount): Promise<void> {
    if (!(await run(account, () => calls.sync(account.id)))) return
    void toast('success', t('accounts.syncStarted', { name: nameOf(account) }))
    await refresh()
  }

  async function stop(account: HostedAccount): Promise<void> {
    const name = nameOf(account)
    const sure = await confirm({
      title: t('accounts.stop.title', { name }),
      consequence: t('accounts.stop.text'),
      action: t('accounts.action.stop'),
    })
    if (sure) await run(account, async () => show(await calls.stop(account.id)))
  }

  async function remove(account: HostedAccount): Promise<void> {
    const name = nameOf(account)
    const sure = await confirm({
      title: t('accounts.remove.title', { name }),
      consequence: t('accounts.remove.text'),
      details: [t('accounts.remove.seat'), t('accounts.remove.kept'), t('accounts.remove.stopped')],
      action: t('accounts.action.remove'),
      danger: true,
      ...(account.name ? { typed: account.name } : {}),
    })
    if (!sure || !(await run(account, () => calls.remove(account.id)))) return
    void toast('success', t('accounts.remove.done', { name }))
    await refresh()
  }

  return { busy, start, sync, stop, remove }
}
