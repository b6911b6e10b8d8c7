import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { enterpriseKeys, type Member } from '@/shared/enterprise/enterprise-queries'
import { useEnterprisePath } from '@/shared/enterprise/use-enterprise-path'
import { answer, api } from '@/shared/http/client'
import { problemOf } from '@/shared/http/problem'
import { useProblemText } from '@/shared/http/use-problem-text'
import { toast } from '@/shared/ui/toast'
import { useConfirm } from '@/shared/ui/use-confirm'

/** What can be done with a member's invitation and access, each with its question and its word afterwards. */
export function useMemberActions() {
  const { path } = useEnterprisePath()
  const queries = useQueryClient()
  const { t } = useI18n()
  const { text } = useProblemText()
  const { confirm } = useConfirm()
  /** Members with a call under way. */
  const busy = ref<string[]>([])

  async function run(member: Member, done: string, call: () => Promise<unknown>): Promise<void> {
    if (busy.value.includes(member.id)) return
    busy.value = [...busy.value, member.id]
    try {
      await call()
      void toast('success', done)
    } catch (thrown) {
      void toast('error', text(problemOf(thrown)))
    } finally {
      busy.value = busy.value.filter((each) => each !== member.id)
      await queries.invalidateQueries({ queryKey: enterpriseKeys.org(path.value.enterpriseId) })
    }
  }

  const at = (member: Member) => ({ params: { path: { ...path.value, id: member.id } } })

  const resend = (member: Member) =>
    run(member, t('org.resent', { email: member.email }), () =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/members/{id}/resend-invitation', at(member))),
    )

  async function revoke(member: Member): Promise<void> {
    const sure = await confirm({
      title: t('org.revoke.title', { name: member.name }),
      consequence: t('org.revoke.text'),
      action: t('org.action.revoke'),
      danger: true,
    })
    if (!sure) return
    await run(member, t('org.revoked', { name: member.name }), () =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/members/{id}/revoke-invitation', at(member))),
    )
  }

  async function suspend(member: Member): Promise<void> {
    const sure = await confirm({
      title: t('org.suspend.title', { name: member.name }),
      consequence: t('org.suspend.text'),
      action: t('org.action.suspend'),
      danger: true,
    })
    if (!sure) return
    await run(member, t('org.suspended', { name: member.name }), () =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/members/{id}/suspend', at(member))),
    )
  }

  const restore = (member: Member) =>
    run(member, t('org.restored', { name: member.name }), () =>
      answer(api.POST('/api/v1/enterprises/{enterpriseId}/members/{id}/restore', at(member))),
    )

  return { busy, resend, revoke, suspend, restore }
}
