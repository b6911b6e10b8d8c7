import { cpus, totalmem } from 'node:os'
import type { SelfTime } from './self-times'
import { markdownTable, textTable, type Row } from './table'

export type Section = { name: string; rows: Row[]; others: number; profiles: ProfileText[] }
export type ProfileText = { process: string; packages: SelfTime[]; functions: SelfTime[] }

const PACKAGES = 10
const FUNCTIONS = 20

/** What a run found, for people at a terminal. */
export function textReport(sections: readonly Section[]): string {
  const rows = sections.flatMap((section) => section.rows)
  const profiles = sections.flatMap(({ name, profiles: own }) =>
    own.map((profile) => [`\n${name}: where the CPU time of ${profile.process} goes\n`, profileText(profile)].join('\n')),
  )
  return [textTable(rows), '', ...noise(sections), ...profiles].join('\n')
}

export function markdownReport(sections: readonly Section[], at: Date): string {
  const profiles = sections.flatMap(({ name, profiles: own }) =>
    own.map(
      (profile) => `### ${name}: where the CPU time of ${profile.process} goes\n\n\`\`\`text\n${profileText(profile)}\n\`\`\`\n`,
    ),
  )
  return [
    '# Benchmarks',
    '',
    `Written by \`npm run bench -- --write\` on ${at.toISOString().slice(0, 10)}. ${machine()}`,
    'Product, servers, simulator and load generator share the machine. Read ratios: both sides of one are measured in the same run.',
    '',
    markdownTable(sections.flatMap((section) => section.rows)),
    '',
    '- **first reply**: a customer adds the account on the simulator → the text is in the simulator’s ledger. Raw limit: a client that answers each event at once and stores nothing.',
    '- **gateway request**: `GET …/customers/{id}`, 32 connections. L3: bare Fastify, JWT, stock `nats` request, `pg` with one prepared read; no isolation by row, no validation.',
    '- **mass-send**: button → the last of 5,000 in the ledger, freezing included; median of three (least–most). Raw limit: the best rate of bare gRPC sends to the simulator.',
    '',
    ...noise(sections),
    ...(profiles.length > 0 ? ['## Targets missed', '', ...profiles] : []),
  ].join('\n')
}

function noise(sections: readonly Section[]): string[] {
  const noisy = sections.filter(({ others }) => others > 0.3)
  if (noisy.length === 0) return ['No other program disturbed the run.', '']
  return [...noisy.map(({ name, others }) => `Other programs used up to ${others.toFixed(1)} cores during: ${name}.`), '']
}

function machine(): string {
  const [cpu] = cpus()
  const memory = (totalmem() / 2 ** 30).toFixed(0)
  return `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory} GiB, Node ${process.versions.node}.`
}

function profileText({ packages, functions }: ProfileText): string {
  const line = ({ share, ms, name, where }: SelfTime): string =>
    `${(share * 100).toFixed(1).padStart(5)} %  ${ms.toFixed(0).padStart(6)} ms  ${name}${where && `  ${where}`}`
  return [
    'by package',
    ...packages.slice(0, PACKAGES).map(line),
    '',
    'by function (self time)',
    ...functions.slice(0, FUNCTIONS).map(line),
  ].join('\n')
}
