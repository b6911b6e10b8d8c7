#!/usr/bin/env node
// npm test: throw-away servers of the same kinds as in production, then every test runner; the last line adds them up.
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from './launcher/build.mjs'
import { openContext } from './launcher/context.mjs'
import { ensureDependencies } from './launcher/dependencies.mjs'
import { onInterruption } from './launcher/interruption.mjs'
import { findNats } from './launcher/nats.mjs'
import { LaunchProblem } from './launcher/problem.mjs'
import { ensurePostgres, ensureRedis } from './launcher/servers.mjs'
import { runners } from './launcher/test-runners.mjs'

const usage = `npm test -- [--only runtime|unit|console|e2e|bench] [paths] [-- further arguments for the runner]

  paths or further arguments without --only mean --only unit`

function parse(argv) {
  const separator = argv.indexOf('--')
  const own = separator < 0 ? argv : argv.slice(0, separator)
  try {
    const { values, positionals } = parseArgs({ args: own, options: { only: { type: 'string' } }, allowPositionals: true })
    const further = [...positionals, ...(separator < 0 ? [] : argv.slice(separator + 1))]
    const only = values.only ?? (further.length > 0 ? 'unit' : undefined)
    if (only !== undefined && !Object.hasOwn(runners, only))
      throw new Error(`--only ${only}: there is ${Object.keys(runners).join(', ')}`)
    return { only, further }
  } catch (error) {
    throw new LaunchProblem(`${error.message}\n\n${usage}`, 2)
  }
}

async function testEnvironment(context) {
  // Servers of the tests' own, always: what a developer has set for npm start must not be emptied by a test.
  const given = Object.fromEntries(Object.entries(context.given).filter(([name]) => !/^(MIAOHUI_|PG)/.test(name)))
  const own = { ...context, given }
  const [postgres, redis, nats] = await Promise.all([ensurePostgres(own), ensureRedis(own), findNats(own)])
  return {
    ...given,
    MIAOHUI_TEST_POSTGRES_URL: postgres.url,
    MIAOHUI_TEST_REDIS_URL: redis.url,
    MIAOHUI_TEST_NATS_BIN: nats.bin,
    MIAOHUI_TEST_RUNTIME: context.data.runtime,
    NX_DAEMON: 'false',
  }
}

async function main() {
  const { only, further } = parse(process.argv.slice(2))
  const context = await openContext({ ephemeral: true })
  const { root, reporter, supervisor } = context
  let isEnding = false
  const end = async (code) => {
    if (isEnding) return
    isEnding = true
    await context.close()
    process.exit(code)
  }
  onInterruption({ once: (code) => void end(code), again: () => void supervisor.stop() })
  supervisor.on('gave-up', () => void end(1))
  try {
    const job = (name, command) => supervisor.job(name, command)
    await ensureDependencies({ root, reporter, job })
    const env = await reporter.step('servers', () => testEnvironment(context), {
      detail: () => 'throw-away PostgreSQL and Redis, NATS at hand',
    })
    const chosen = Object.entries(runners).filter(
      ([name, runner]) => (only ? name === only : runner.isDefault) && runner.exists(root),
    )
    if (chosen.length === 0) throw new LaunchProblem(`there are no ${only} tests here`)
    if (chosen.some(([, runner]) => runner.needsBuild)) await ensureBuilt({ root, reporter, job })
    const total = { passed: 0, failed: 0 }
    for (const [name, runner] of chosen) {
      console.log(`\n== ${name} ==\n`)
      const resultFile = path.join(context.data.path, `${name}-result`)
      const counts = await runner.run({
        root,
        env,
        further,
        resultFile,
        show: (command) => supervisor.job(`${name}-tests`, { ...command, show: true }),
      })
      total.passed += counts.passed
      total.failed += counts.failed
      fs.rmSync(resultFile, { force: true })
    }
    if (isEnding) return
    await context.close()
    console.log(`\n${total.passed} passed, ${total.failed} failed`)
    process.exit(total.failed > 0 ? 1 : 0)
  } catch (error) {
    if (isEnding) return
    console.error(`\n${error instanceof LaunchProblem ? `error: ${error.message}` : error.stack}`)
    await context.close()
    console.log('\n0 passed, 1 failed')
    process.exit(error.exitCode ?? 1)
  }
}

main().catch((error) => {
  console.error(error instanceof LaunchProblem ? `error: ${error.message}` : error.stack)
  process.exit(error.exitCode ?? 1)
})
