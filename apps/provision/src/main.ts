import 'reflect-metadata'
import { ConfigError } from '@miaohui/platform/config'
import { createLogger } from '@miaohui/platform/logging'
import { provisionConfig } from './config'
import { provision } from './provision'

const log = createLogger('provision')

async function main(): Promise<void> {
  const { migrations, streamCreated } = await provision(provisionConfig(), log)
  log.info({ migrations: migrations.length, streamCreated }, 'the servers are ready')
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(error.message)
  else log.fatal({ err: error }, 'could not provision')
  process.exitCode = 1
})
