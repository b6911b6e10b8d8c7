import { shallowRef } from 'vue'

/**
 * `title` names the object ("移除账号「小林」"), `consequence` says what happens then, `action` is verb and object of the button.
 * `typed`: a word to type before a step that cannot be taken back.
 */
export type ConfirmRequest = {
  title: string
  consequence: string
  action: string
  danger?: boolean
  typed?: string
  details?: string[]
}

type Open = ConfirmRequest & { answer: (yes: boolean) => void }

const current = shallowRef<Open | null>(null)

/** Asks before something that matters. One question at a time: a second one waits for nobody and takes the place of the first. */
export function useConfirm() {
  function confirm(request: ConfirmRequest): Promise<boolean> {
    current.value?.answer(false)
    return new Promise((resolve) => {
      current.value = {
        ...request,
        answer: (yes) => {
          current.value = null
          resolve(yes)
        },
      }
    })
  }
  return { confirm, current }
}
