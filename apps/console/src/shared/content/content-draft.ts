import type { Schemas } from '@/shared/http/api-types'
import { requestKey } from '@/shared/lib/request-key'

export type Content = Schemas['Content']
export type ContentKind = Content['kind']
export type ContentField = 'text' | 'materialId' | 'linkUrl' | 'linkTitle' | 'roomIds'
/** A content that is being written; `key` stays with it when it is moved. */
export type ContentDraft = { key: string; content: Content }
/** `code` is translated as `field.<code>`, like the server's own. */
export type ContentFault = { field: ContentField; code: 'REQUIRED' | 'FORMAT' | 'TOO_LONG' }

/** The name of the variable is Chinese on the wire in every language; written as escapes because texts live in the text files. */
export const NICKNAME = '{{\u6635\u79f0}}'
const NICKNAME_ANYWHERE = /\{\{\s*\u6635\u79f0\s*\}\}/g
export const MAX_TEXT = 4000

export const newDraft = (kind: ContentKind): ContentDraft => ({ key: requestKey(), content: { kind } })
export const draftOf = (content: Content): ContentDraft => ({ key: requestKey(), content: { ...content } })

/** What a content lacks to be sent: the rule of the server, told while it is written. */
export function contentFault(content: Content): ContentFault | null {
  switch (content.kind) {
    case 'text':
      if (!content.text?.trim()) return { field: 'text', code: 'REQUIRED' }
      return content.text.length > MAX_TEXT ? { field: 'text', code: 'TOO_LONG' } : null
    case 'image':
    case 'file':
      return content.materialId ? null : { field: 'materialId', code: 'REQUIRED' }
    case 'link':
      if (!content.linkUrl?.trim()) return { field: 'linkUrl', code: 'REQUIRED' }
      if (!/^https?:\/\/\S+$/.test(content.linkUrl.trim())) return { field: 'linkUrl', code: 'FORMAT' }
      return content.linkTitle?.trim() ? null : { field: 'linkTitle', code: 'REQUIRED' }
    case 'room-invite':
      return content.roomIds?.length ? null : { field: 'roomIds', code: 'REQUIRED' }
  }
}

/** Only the fields of its kind, so that what was typed for another kind is not sent along. */
export function toSend(content: Content): Content {
  const { kind } = content
  switch (kind) {
    case 'text':
      return { kind, text: content.text }
    case 'image':
    case 'file':
      return { kind, materialId: content.materialId }
    case 'link':
      return { kind, linkUrl: content.linkUrl?.trim(), linkTitle: content.linkTitle?.trim() }
    case 'room-invite':
      return { kind, roomIds: content.roomIds }
  }
}

export const withNickname = (text: string, name: string): string => text.replace(NICKNAME_ANYWHERE, () => name)

/** The list with one item moved by one place; unchanged at its ends. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by
  const next = [...list]
  const [item] = to < 0 || to >= list.length ? [] : next.splice(at, 1)
  if (item !== undefined) next.splice(to, 0, item)
  return next
}
