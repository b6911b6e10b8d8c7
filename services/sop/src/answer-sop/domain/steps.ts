import type { Content } from '@miaohui/contracts/messaging/content'
import { Problem, type FieldError } from '@miaohui/contracts/kernel/problem'
import { sopProblems } from '@miaohui/contracts/sop/problems'

/** Steps that say nothing: a text without words, a picture without file, a pull-in without room. Empty when all is well. */
export function emptySteps(steps: readonly { content: Content }[], path = 'steps'): FieldError[] {
  return steps.flatMap(({ content }, index) => {
    const missing = missingField(content)
    return missing ? [{ path: `${path}.${index}.content.${missing}`, code: 'REQUIRED' }] : []
  })
}

/** @throws Problem SOP_EMPTY naming every step that says nothing */
export function refuseEmptySteps(steps: readonly { content: Content }[]): void {
  const errors = emptySteps(steps)
  if (errors.length > 0) throw new Problem(sopProblems.SOP_EMPTY, { errors })
}

function missingField(content: Content): string | null {
  switch (content.kind) {
    case 'text':
      return content.text?.trim() ? null : 'text'
    case 'image':
    case 'file':
      return content.materialId ? null : 'materialId'
    case 'link':
      return content.linkUrl ? null : 'linkUrl'
    case 'room-invite':
      return content.roomIds?.length ? null : 'roomIds'
  }
}
