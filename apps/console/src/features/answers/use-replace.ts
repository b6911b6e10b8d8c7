import { useI18n } from 'vue-i18n'
import { problemOf } from '@/shared/http/problem'
import { useTeamAccounts } from '@/shared/team/team-queries'
import { useConfirm } from '@/shared/ui/use-confirm'
import type { AnswerMode, AnswerSetting } from './sop-draft'

type Way = Pick<AnswerSetting, 'mode' | 'answerSopName' | 'changedByName'>

/** Asks before one way of answering takes the place of another: an account answers in exactly one way. */
export function useReplace() {
  const { t } = useI18n()
  const { confirm } = useConfirm()
  const { byId } = useTeamAccounts()

  const nameOf = (accountId: string) => byId.value.get(accountId)?.name ?? t('answers.unnamed')
  const wayText = (way: Way) =>
    way.mode === 'answer-sop' && way.answerSopName
      ? t('answers.way.sop', { name: way.answerSopName })
      : t(`answers.mode.${way.mode}`)

  /** `next`: what comes instead, in words. True when there is nothing to replace, or the reader agrees. */
  async function ask(replaced: readonly AnswerSetting[], next: string): Promise<boolean> {
    if (replaced.length === 0) return true
    return confirm({
      title: t('answers.replace.title'),
      consequence: t('answers.replace.text', { next }),
      details: replaced.map((each) => t('answers.replace.line', { account: nameOf(each.accountId), way: wayText(each) })),
      action: t('answers.replace.action'),
    })
  }

  /**
   * Runs the work; when somebody has set another way meanwhile, asks again with what the server says and repeats it.
   * @throws ProblemError for every other refusal. False when the reader does not agree.
   */
  async function run(
    accountId: string,
    work: (replace: boolean) => Promise<unknown>,
    replace: boolean,
    next: string,
  ): Promise<boolean> {
    try {
      await work(replace)
      return true
    } catch (thrown) {
      const { code, meta } = problemOf(thrown)
      if (code !== 'ANSWER_MODE_TAKEN') throw thrown
      const holder: AnswerSetting = {
        accountId,
        mode: (meta?.mode as AnswerMode | undefined) ?? 'none',
        answerSopId: null,
        answerSopName: typeof meta?.answerSopName === 'string' ? meta.answerSopName : null,
        changedByName: typeof meta?.changedByName === 'string' ? meta.changedByName : null,
        changedAt: null,
      }
      if (!(await ask([holder], next))) return false
      await work(true)
      return true
    }
  }
  return { ask, run, nameOf, wayText }
}
