import type { DiscoveryService } from '@nestjs/core'

/** Every provider and controller instance of the application, each once. */
export function instancesOf(discovery: DiscoveryService): object[] {
  const found = new Set<object>()
  for (const wrapper of [...discovery.getProviders(), ...discovery.getControllers()]) {
    const instance: unknown = wrapper.isNotMetatype && !wrapper.inject ? undefined : wrapper.instance
    if (instance !== null && typeof instance === 'object') found.add(instance)
  }
  return [...found]
}
