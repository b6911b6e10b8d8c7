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

/** Parts that stop together. */
type Stage = readonly RunningService[]

/**
 * The body of a `main` file: starts parts, ends the process with code 1 when one cannot start (all configuration mistakes printed
 * together), and drains them stage by stage on SIGTERM or SIGINT, all within 25 s.
 */
export async function keepRunning(start: () => Promise<Stage[]>): Promise<void> {
  const log = createLogger('process')
  let stopping = false
  try {
    const stages = await start()
    const stop = (signal: string): void => {
      if (stopping) return
      stopping = true
      log.info({ signal }, 'stopping')
      setTimeout(() => process.exit(1), SHUTDOWN_BUDGET_MS).unref()
      void closeInTurn(stages).then((failures) => {
        for (const reason of failures) log.error({ err: reason }, 'a part did not stop cleanly')
        process.exit(failures.length > 0 ? 1 : 0)
      })
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    log.info({ parts: stages.flat().map((p) => p.name) }, 'running')
    process.send?.({ type: 'ready' })
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message)
    else log.fatal({ err: error }, 'could not start')
    process.exit(1)
  }
}

/** @returns why parts failed to close; the later stages close all the same */
export async function closeInTurn(stages: readonly Stage[]): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const stage of stages) {
    const results = await Promise.allSettled(stage.map((part) => part.close()))
    failures.push(...results.flatMap((r) => (r.status === 'rejected' ? [r.reason as unknown] : [])))
  }
  return failures
}
