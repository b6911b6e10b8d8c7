import { declaredEvents, declaredRpcs } from '@miaohui/contracts/catalogue'
import { ConfigError } from '@miaohui/platform/config'
import { authorizationBlock } from '@miaohui/platform/nats/permissions'
import { busPasswords } from './config'

try {
  process.stdout.write(authorizationBlock(busPasswords(), declaredRpcs(), declaredEvents()))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
