import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '@miaohui/testing/product'
import { profileWhile } from './cpu-profile'
import { dispatch } from './dispatch'
import { firstReply } from './first-reply'
import { idleMemory, peakMemory } from './memory'
import type { Phase } from './phase'
import { markdownReport, textReport, type Section } from './report'
import { requestCost } from './request-cost'
import { packageTimes, selfTimes } from './self-times'
import { Site } from './site'

const REPORT = 'docs/benchmarks.md'
const USAGE = `npm run bench -- [options]

  --write          also write ${REPORT}
  --only NAMES     memory, reply, dispatch, request (several with commas)
  --profile        profile also where the target was met`

type Options = { only: Set<string>; profile: boolean; write: boolean }

async function main(): Promise<void> {
  const options = parse()
  const sections: Section[] = []
  if (['memory', 'reply', 'dispatch'].some((name) => options.only.has(name))) sections.push(...(await allInOne(options)))
  if (options.only.has('request')) {
    const site = await opened('split into processes', ['--split'])
    sections.push(await run(requestCost, site, options).finally(() => site.close()))
  }
  console.log(`\n${textReport(sections)}`)
  if (options.write) writeFileSync(join(ROOT, REPORT), markdownReport(sections, new Date()))
}

function parse(): Options {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: {
      write: { type: 'boolean', default: false },
      only: { type: 'string', default: 'memory,reply,dispatch,request' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    process.exit(0)
  }
  return { only: new Set(values.only.split(',')), profile: values.profile, write: values.write }
}

async function allInOne(options: Options): Promise<Section[]> {
  const site = await opened('all in one process')
  try {
    const sections: Section[] = []
    const memory: Section = { name: 'memory', rows: [], others: 0, profiles: [] }
    if (options.only.has('memory')) memory.rows.push(await idleMemory(site))
    if (options.only.has('reply')) sections.push(await run(firstReply, site, options))
    if (options.only.has('dispatch')) sections.push(await run(dispatch, site, options))
    if (options.only.has('memory')) memory.rows.push(peakMemory(site))
    return [...sections, memory]
  } finally {
    await site.close()
  }
}

async function opened(how: string, flags: readonly string[] = []): Promise<Site> {
  console.log(`starting the product, ${how} ...`)
  return Site.open(flags)
}

async function run(phase: Phase, site: Site, { profile }: Options): Promise<Section> {
  console.log(`measuring: ${phase.name} ...`)
  const { rows, others } = await phase.measure(site)
  for (const row of rows) console.log(`  ${row.name}: ${row.ours}; ${row.raw}`)
  const section: Section = { name: phase.name, rows, others, profiles: [] }
  if (!profile && !rows.some((row) => row.met === false)) return section
  console.log(`profiling: ${phase.name} ...`)
  const profiles = await profileWhile(
    phase.processes.map((name) => site.profilee(name)),
    () => phase.exercise(site),
  )
  for (const [process, taken] of profiles)
    section.profiles.push({ process, packages: packageTimes(taken, ROOT), functions: selfTimes(taken, ROOT) })
  return section
}

// Product and simulator end with this program, also when somebody interrupts it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
