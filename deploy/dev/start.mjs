#!/usr/bin/env node
// npm start: from a bare checkout to a running product, with nothing but Node's own modules (node_modules may not exist yet).
import fs from 'node:fs'
import { openContext } from './launcher/context.mjs'
import { onInterruption } from './launcher/interruption.mjs'
import { announce, demoSettings, launch, runDemo, writeReadyFile } from './launcher/launch.mjs'
import { parseOptions, usage } from './launcher/options.mjs'
import { LaunchProblem } from './launcher/problem.mjs'

async function main() {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) return console.log(usage)
  const context = await openContext({ ...options, given: { ...(options.demo ? demoSettings : {}), ...process.env } })
  if (options.readyFile) fs.rmSync(options.readyFile, { force: true })
  const { reporter, supervisor } = context
  let isEnding = false
  const end = async (code, why) => {
    if (isEnding) return
    isEnding = true
    reporter.line(`stopping (${why})`)
    if (options.readyFile) fs.rmSync(options.readyFile, { force: true })
    await context.close()
    process.exit(code)
  }
  onInterruption({ once: (code, why) => void end(code, why), again: () => void supervisor.stop() })
  supervisor.on('gave-up', (name) => void end(1, `${name} cannot be kept running`))
  try {
    reporter.line()
    const result = await launch(context, options)
    announce(context, result)
    if (options.readyFile) writeReadyFile(options.readyFile, result)
    if (options.demo) await runDemo(context, result)
  } catch (error) {
    if (isEnding) return
    complain(error)
    await end(error.exitCode ?? 1, 'it could not start')
  }
}

function complain(error) {
  console.error(`\n${error instanceof LaunchProblem ? `error: ${error.message}` : error.stack}\n`)
}

main().catch((error) => {
  complain(error)
  process.exit(error.exitCode ?? 1)
})
