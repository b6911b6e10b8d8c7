import { computed } from 'vue'
import { usePlace } from '@/shared/session/use-place'

/** Path parameters of every call about an enterprise, and its live topics. */
export function useEnterprisePath() {
  const { enterpriseId } = usePlace()
  const path = computed(() => ({ enterpriseId: enterpriseId.value }))
  const topic = (name: 'org' | 'license') => () =>
    enterpriseId.value ? { enterpriseId: enterpriseId.value, topic: `enterprise:${name}` } : null
  return { path, topic }
}
