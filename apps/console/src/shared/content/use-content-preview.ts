import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useMaterials } from '@/shared/materials/materials.queries'
import type { PreviewMessage } from '@/shared/ui/PhoneBubble.vue'
import { withNickname, type ContentDraft } from './content-draft'
import { useTeamRooms } from './team-rooms'

/** Contents as the customer's phone shows them, with a made-up name in place of the variable. */
export function useContentPreview() {
  const { t } = useI18n()
  const { byId: materials } = useMaterials()
  const { seen: rooms } = useTeamRooms(ref(''))

  function preview({ key: id, content }: ContentDraft): PreviewMessage | null {
    switch (content.kind) {
      case 'text':
        return content.text?.trim() ? { id, kind: 'text', text: withNickname(content.text, t('content.sampleName')) } : null
      case 'image': {
        const material = content.materialId ? materials.value.get(content.materialId) : undefined
        if (material) return { id, kind: 'image', url: material.url, name: material.name }
        return content.materialId ? { id, kind: 'file', name: t('content.kind.image') } : null
      }
      case 'file':
        return content.materialId ? { id, kind: 'file', name: t('content.kind.file') } : null
      case 'link':
        return content.linkTitle?.trim() || content.linkUrl?.trim()
          ? { id, kind: 'link', title: content.linkTitle ?? '', description: content.linkUrl, url: content.linkUrl ?? '' }
          : null
      case 'room-invite': {
        const first = content.roomIds?.[0]
        return first ? { id, kind: 'room', name: rooms.value.get(first)?.name ?? t('content.room.gone') } : null
      }
    }
  }

  /** One line for lists and summaries. */
  function brief(content: ContentDraft['content']): string {
    if (content.kind === 'text') return content.text?.trim() ?? ''
    if (content.kind === 'link') return content.linkTitle ?? ''
    return t(`content.kind.${content.kind}`)
  }

  const previews = (drafts: readonly ContentDraft[]) => computed(() => drafts.flatMap((draft) => preview(draft) ?? []))
  return { preview, previews, brief }
}
