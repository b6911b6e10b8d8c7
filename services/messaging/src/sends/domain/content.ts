import type { Effect } from '@miaohui/contracts/account-hosting/delivery'
import type { FieldError } from '@miaohui/contracts/kernel/problem'
import type { MessageKind } from '@miaohui/contracts/account-hosting/events'
import type { Content } from '@miaohui/contracts/messaging/content'

/** Variables of a text; written as people see them in the console. */
const NICKNAME = /\{\{\s*昵称\s*\}\}/g

/** What a content lacks, by path below `at`; empty when it can be sent. */
export function missingParts(content: Content, at: string): FieldError[] {
  const lacks = (field: string, code: string): FieldError[] => [{ path: `${at}.${field}`, code }]
  switch (content.kind) {
    case 'text':
      return content.text?.trim() ? [] : lacks('text', 'REQUIRED')
    case 'image':
    case 'file':
      return content.materialId ? [] : lacks('materialId', 'REQUIRED')
    case 'link':
      if (!content.linkUrl || !/^https?:\/\/\S+$/.test(content.linkUrl))
        return lacks('linkUrl', content.linkUrl ? 'FORMAT' : 'REQUIRED')
      return content.linkTitle?.trim() ? [] : lacks('linkTitle', 'REQUIRED')
    case 'room-invite':
      return content.roomIds?.length ? [] : lacks('roomIds', 'REQUIRED')
  }
}

export function withNickname(text: string, customerName: string): string {
  return text.replace(NICKNAME, () => customerName)
}

export type EffectParts = {
  customerName: string
  media?: { url: string; name: string }
  roomProviderId?: string
}

/** What the worker is asked to do. `media` and `roomProviderId` have been looked up by then. */
export function toEffect(content: Content, parts: EffectParts): Effect {
  const { kind } = content
  switch (kind) {
    case 'text':
      return { kind, text: withNickname(content.text ?? '', parts.customerName).slice(0, 4000) }
    case 'image':
    case 'file':
      return { kind, mediaUrl: parts.media?.url, mediaName: parts.media?.name }
    case 'link':
      return { kind, linkUrl: content.linkUrl, linkTitle: content.linkTitle }
    case 'room-invite':
      return { kind, roomProviderId: parts.roomProviderId }
  }
}

/** How a send shows in the conversation. */
export function asMessage(content: Content, customerName: string): { kind: MessageKind; text: string | null } {
  switch (content.kind) {
    case 'text':
      return { kind: 'text', text: withNickname(content.text ?? '', customerName) }
    case 'link':
      return { kind: 'link', text: content.linkTitle ?? content.linkUrl ?? null }
    case 'room-invite':
      return { kind: 'card', text: null }
    default:
      return { kind: content.kind, text: null }
  }
}
