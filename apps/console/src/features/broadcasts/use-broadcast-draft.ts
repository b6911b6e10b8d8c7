import { useStorage } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import { blankDraft, type BroadcastDraft } from './broadcast-draft'

/** The draft of this tab and team; it outlives a reload and is gone with the tab. */
export function useBroadcastDraft(teamId: Ref<string>) {
  const stored = useStorage<Record<string, BroadcastDraft>>('mh.broadcast-draft', {}, sessionStorage)
  const draft = computed<BroadcastDraft>({
    get: () => stored.value[teamId.value] ?? (stored.value[teamId.value] = blankDraft()),
    set: (value) => (stored.value[teamId.value] = value),
  })
  function discard(): void {
    delete stored.value[teamId.value]
  }
  return { draft, discard }
}
