// Fails when the built console is heavier than its budget (KB after gzip): what the sign-in page and the shell load together, and each
// further part by itself.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUDGET = { firstScript: 180, firstStyle: 45, part: 120 }
const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist')
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const sizes = new Map()
const size = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(dist, file))).length / 1024)
  return sizes.get(file)
}

const first = new Set()
const add = (name) => {
  if (first.has(name)) return
  first.add(name)
  for (const next of manifest[name].imports ?? []) add(next)
}
const begins = ['index.html', 'src/features/entry/LoginPage.vue', 'src/app/shell/AppShell.vue']
for (const name of [
  ...begins,
  ...Object.keys(manifest).filter((each) => /(shell|problem|entry)\.i18n\.zh-CN|zh-cn\.mjs$/.test(each)),
])
  add(name)
const sum = (files) => [...new Set(files)].reduce((total, file) => total + size(file), 0)
const scripts = sum([...first].map((name) => manifest[name].file))
const styles = sum([...first].flatMap((name) => manifest[name].css ?? []))

const faults = []
if (scripts > BUDGET.firstScript)
  faults.push(`sign-in and shell load ${scripts.toFixed(1)} KB of script, budget ${BUDGET.firstScript}`)
if (styles > BUDGET.firstStyle)
  faults.push(`sign-in and shell load ${styles.toFixed(1)} KB of style, budget ${BUDGET.firstStyle}`)
for (const [name, part] of Object.entries(manifest))
  if (!first.has(name) && part.file.endsWith('.js') && size(part.file) > BUDGET.part)
    faults.push(`${name}: ${size(part.file).toFixed(1)} KB, budget ${BUDGET.part}`)

console.log(`sign-in and shell: ${scripts.toFixed(1)} KB script, ${styles.toFixed(1)} KB style (gzip)`)
for (const fault of faults) console.error(fault)
process.exitCode = faults.length ? 1 : 0
