import 'reflect-metadata'
import type { ServiceName } from '@miaohui/contracts/kernel/rpc'
import type { Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ConfigError } from './config'
import { createLogger, NestLogger } from './logging'

export type RunningService = { name: string; close: () => Promise<void> }

/** All of a drain must fit into this; a container runtime kills after 30 s. */
const SHUTDOWN_BUDGET_MS = 25_000

/** Starts one service in this process and resolves when it answers. */
export async function runService(name: ServiceName, appModule: Type): Promise<RunningService> {
  const app = await NestFactory.createApplicationContext(appModule, {
    logger: new NestLogger(createLogger(name)),
    abortOnError: false,
  })
  return { name, close: () => app.close() }
}

/**
 * The body of a `main` file: starts parts, ends the process with code 1 when one cannot start (all configuration mistakes printed
 * together), and drains all of them on SIGTERM or SIGINT within 25 s.
 */
export async function keepRunning(start: () => Promise<RunningService[]>): Promise<void> {
  const log = createLogger('process')
  let stopping = false
  try {
    const parts = await start()
    const stop = (signal: string): void => {
      if (stopping) return
      stopping = true
      log.info({ signal }, 'stopping')
      setTimeout(() => process.exit(1), SHUTDOWN_BUDGET_MS).unref()
      void Promise.allSettled(parts.map((part) => part.close())).then((results) => {
        const failed = results.filter((r) => r.status === 'rejected')
        for (const f of failed) log.error({ err: f.reason as unknown }, 'a part did not stop cleanly')
        process.exit(failed.length > 0 ? 1 : 0)
      })
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    log.info({ parts: parts.map((p) => p.name) }, 'running')
    process.send?.({ type: 'ready' })
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message)
    else log.fatal({ err: error }, 'could not start')
    process.exit(1)
  }
}
