import { useStorage } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import { blankDraft, type BroadcastDraft } from './broadcast-draft'

const KEY = 'mh.broadcast-draft'

/** The draft of this tab and team; it outlives a reload and is gone with the tab. */
export function useBroadcastDraft(teamId: Ref<string>) {
  const stored = useStorage<Record<string, BroadcastDraft>>(KEY, {}, sessionStorage)
  // Stored with its first change, so that looking at the page leaves nothing behind.
  const blank = blankDraft()
  const draft = computed<BroadcastDraft>({
    get: () => stored.value[teamId.value] ?? blank,
    set: (value) => (stored.value[teamId.value] = value),
  })
  /** Also for a page that is gone: its storage no longer follows by itself then, and a draft left behind would keep its key. */
  function discard(id: string): void {
    delete stored.value[id]
    sessionStorage.setItem(KEY, JSON.stringify(stored.value))
  }
  return { draft, discard }
}
