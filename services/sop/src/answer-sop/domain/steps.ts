import type { Content } from '@miaohui/contracts/messaging/content'
import type { FieldError } from '@miaohui/contracts/kernel/problem'

/** Steps that say nothing: a text without words, a picture without file, a pull-in without room. Empty when all is well. */
export function emptySteps(steps: readonly { content: Content }[], path = 'steps'): FieldError[] {
  return steps.flatMap(({ content }, index) => {
    const missing = missingField(content)
    return missing ? [{ path: `${path}.${index}.content.${missing}`, code: 'REQUIRED' }] : []
  })
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
