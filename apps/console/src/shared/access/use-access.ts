import { computed } from 'vue'
import type { Permission } from '@/shared/http/api-types'
import { usePlace } from '@/shared/session/use-place'

/**
 * What the member may do in the enterprise of the address. Only for showing: the server decides. Menus leave out what cannot be seen;
 * buttons stay and say which permission is missing.
 */
export function useAccess() {
  const { enterprise } = usePlace()
  const granted = computed(() => new Set<Permission>(enterprise.value?.permissions ?? []))
  const can = (permission: Permission | undefined) => permission === undefined || granted.value.has(permission)
  return { can, dataScope: computed(() => enterprise.value?.dataScope ?? 'own') }
}
