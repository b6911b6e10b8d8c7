import { useQueryClient, type QueryKey } from '@tanstack/vue-query'
import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { accessToken } from '@/shared/http/access-token'
import { answer, api } from '@/shared/http/client'
import { EventStreamTransport } from './event-stream-transport'
import type { LiveStatus } from './live-connection'
import { liveAddress, type LiveAddress, type LiveFrame, type LiveNotice } from './live-frames'
import { LiveHub } from './live-hub'
import { PollingTransport } from './polling-transport'
import { RevisionFilter } from './revision-filter'
import { WebSocketTransport } from './web-socket-transport'

type Listener = (notice: LiveNotice) => void

/** The live line of this tab: who listens to what, and how well the line does. */
export const useLiveStore = defineStore('live', () => {
  const queries = useQueryClient()
  const status = ref<LiveStatus>('connecting')
  /** When the data on the screen was last known to be complete (ms). */
  const freshAt = ref(Date.now())
  const serverVersion = ref<string | null>(null)
  const newVersion = ref(false)
  const listeners = shallowRef(new Map<LiveAddress, Set<Listener>>())
  let hub: LiveHub | null = null
  let filter = new RevisionFilter()

  const isStale = computed(() => status.value === 'reconnecting' || status.value === 'down')

  function connect(userId: string): void {
    disconnect()
    const ticket = async () => (await answer(api.POST('/api/v1/live/ticket'))).ticket
    const transports = [
      new WebSocketTransport(ticket),
      new EventStreamTransport(() => accessToken.current()),
      new PollingTransport(),
    ]
    hub = new LiveHub(transports, userId, { frame: hear, status: setStatus })
    hub.want([...listeners.value.keys()])
  }

  function disconnect(): void {
    hub?.stop()
    hub = null
    filter = new RevisionFilter()
    status.value = 'connecting'
  }

  function setStatus(next: LiveStatus): void {
    if (!isStale.value) freshAt.value = Date.now()
    status.value = next
  }

  function hear(frame: LiveFrame): void {
    if (frame.kind === 'hello') {
      newVersion.value ||= serverVersion.value !== null && serverVersion.value !== frame.version
      serverVersion.value = frame.version
    }
    if (frame.kind === 'resync') void refresh()
    if (frame.kind === 'notice' && filter.isNews(frame.notice)) {
      for (const listener of listeners.value.get(liveAddress(frame.enterpriseId, frame.notice.topic)) ?? [])
        listener(frame.notice)
    }
  }

  /** Reads again what is on the screen, and only that. */
  function refresh(): Promise<void> {
    return queries.invalidateQueries({ type: 'active' })
  }

  function listen(address: LiveAddress, listener: Listener): () => void {
    const set = listeners.value.get(address) ?? new Set()
    listeners.value.set(address, set.add(listener))
    if (set.size === 1) hub?.want([...listeners.value.keys()])
    return () => {
      set.delete(listener)
      if (set.size > 0) return
      listeners.value.delete(address)
      hub?.want([...listeners.value.keys()])
    }
  }

  return { status, freshAt, isStale, newVersion, connect, disconnect, refresh, listen }
})

/**
 * Hears one topic of an enterprise while the component lives. The source may change (another team) or be null (nothing yet). What is not
 * on the screen hears no changes: when a listener goes, such data count as old and are read again when they come back.
 */
export function useLiveTopic(source: () => { enterpriseId: string; topic: string } | null, listener: Listener): void {
  const live = useLiveStore()
  const queries = useQueryClient()
  let leave: () => void = () => undefined
  watch(
    () => {
      const from = source()
      return from && liveAddress(from.enterpriseId, from.topic)
    },
    (address) => {
      leave()
      leave = address ? live.listen(address, listener) : () => undefined
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    leave()
    // After the queries of the same component have been let go of.
    setTimeout(() => void queries.invalidateQueries({ type: 'inactive', refetchType: 'none' }))
  })
}

/** Reads the queries under `keys` again whenever the topic says that something changed. */
export function useLiveQueries(source: () => { enterpriseId: string; topic: string } | null, keys: () => QueryKey[]): void {
  const queries = useQueryClient()
  useLiveTopic(source, () => {
    for (const queryKey of keys()) void queries.invalidateQueries({ queryKey })
  })
}
