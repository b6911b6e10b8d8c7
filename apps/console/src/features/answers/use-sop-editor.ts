import { computed, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSubmit } from '@/shared/http/use-submit'
import { requestKey } from '@/shared/lib/request-key'
import { useAnswerActions, useAnswerSettings, useAnswerSop } from './answers.queries'
import { blankSop, draftOfSop, hasFault, replacedBy, sameSop, stepsToSend, type AnswerSop, type SopDraft } from './sop-draft'
import { useReplace } from './use-replace'

/** The draft of one SOP, against the version it was read from. `id` null: a new one. */
export function useSopEditor(id: () => string | null) {
  const { t } = useI18n()
  const { ask } = useReplace()
  const { create, update, refresh } = useAnswerActions()
  const submitting = useSubmit(['name', 'accountIds', 'steps'])
  const query = useAnswerSop(computed(id))
  const settings = useAnswerSettings()

  const draft = ref<SopDraft>(blankSop())
  const known = ref<AnswerSop | null>(null)
  const enable = ref(true)
  const checked = ref(false)
  const key = ref(requestKey())
  const base = computed(() => (known.value ? draftOfSop(known.value) : blankSop()))
  const dirty = computed(() => !sameSop(draft.value, base.value))

  function take(sop: AnswerSop | null): void {
    known.value = sop
    draft.value = sop ? draftOfSop(sop) : blankSop()
    enable.value = sop?.enabled ?? true
    checked.value = false
    submitting.clear()
  }
  watch(id, () => take(null))
  watch(
    () => query.data.value,
    (sop) => {
      // A newer version never writes over what is being written; saving it says VERSION_CONFLICT.
      if (sop && (known.value === null || known.value.id !== sop.id || !dirty.value)) take(sop)
      else if (sop && known.value && sop.version === known.value.version) known.value = sop
    },
    { immediate: true },
  )

  const replaced = computed(() => replacedBy(draft.value.accountIds, settings.data.value?.items ?? [], known.value?.id ?? null))

  async function write(on: boolean, replace: boolean): Promise<AnswerSop> {
    const { name, accountIds, steps } = draft.value
    const body = { name: name.trim(), accountIds, steps: stepsToSend(steps), replace }
    known.value = known.value
      ? await update(known.value.id, { ...body, version: known.value.version })
      : await create({ ...body, enabled: on, idempotencyKey: key.value })
    return known.value
  }

  /** The saved SOP, or null when something is missing, refused or not agreed to. */
  async function save(): Promise<AnswerSop | null> {
    checked.value = true
    if (hasFault(draft.value)) return null
    const on = known.value ? known.value.enabled : enable.value
    if (on && !(await ask(replaced.value, t('answers.way.sop', { name: draft.value.name.trim() })))) return null
    let saved: AnswerSop | null = null
    await submitting.submit(async () => {
      saved = await write(on, on && replaced.value.length > 0)
      await refresh()
    })
    const { value: refusal } = submitting.problem
    if (refusal && refusal.status > 0 && refusal.status < 500) key.value = requestKey()
    if (saved) {
      const { data } = await query.refetch()
      take(data ?? saved)
    }
    return saved
  }

  async function reload(): Promise<void> {
    const { data } = await query.refetch()
    if (data) take(data)
  }

  return { ...submitting, query, settings, draft, known, enable, checked, dirty, replaced, save, reload }
}
