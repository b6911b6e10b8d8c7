import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

/** `textKey` with `params` instead of text, so that it follows the language. `at`: ISO 8601. `to`: where to deal with it. */
export type ConsoleNotification = {
  id: string
  at: string
  tone: 'ok' | 'info' | 'warn' | 'bad'
  textKey: string
  params: Record<string, string>
  to: string
}

const KEPT = 50

/** What happened while this tab was open and needs somebody. Features add to it; the bell shows it. */
export const useNotifications = defineStore('notifications', () => {
  const items = ref<ConsoleNotification[]>([])
  const seen = ref(new Set<string>())
  const unread = computed(() => items.value.filter((item) => !seen.value.has(item.id)).length)

  /** The same id again takes the place of the earlier one. */
  function add(item: ConsoleNotification): void {
    items.value = [item, ...items.value.filter((each) => each.id !== item.id)].slice(0, KEPT)
    seen.value.delete(item.id)
  }
  function markSeen(): void {
    seen.value = new Set(items.value.map((item) => item.id))
  }
  return { items, unread, add, markSeen }
})
