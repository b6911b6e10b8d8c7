// Fails when the two languages differ, when the console uses a text that is not there or carries one that nobody uses, when Chinese is
// written outside the text files, or when a code of the contracts has no text.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const src = join(root, 'src')
const contracts = join(root, '../../libs/contracts/src')
const faults = []

const walk = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
const flat = (value, prefix) =>
  typeof value === 'string'
    ? [[prefix, value]]
    : Object.entries(value).flatMap(([key, inner]) => flat(inner, prefix ? `${prefix}.${key}` : key))

const files = walk(src)
const texts = { 'zh-CN': new Map(), en: new Map() }
for (const file of files) {
  const locale = /\.i18n\.(zh-CN|en)\.json$/.exec(file)?.[1]
  if (!locale) continue
  for (const [key, text] of flat(JSON.parse(readFileSync(file, 'utf8')), '')) {
    if (texts[locale].has(key)) faults.push(`${relative(root, file)}: ${key} is given twice`)
    texts[locale].set(key, text)
    if (locale === 'en' && key !== 'language.zh-CN' && /\p{Script=Han}/u.test(text))
      faults.push(`${relative(root, file)}: ${key} is Chinese`)
  }
}
const keys = texts['zh-CN']
for (const key of keys.keys()) if (!texts.en.has(key)) faults.push(`${key}: no English text`)
for (const key of texts.en.keys()) if (!keys.has(key)) faults.push(`${key}: no Chinese text`)
const params = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()
for (const [key, text] of keys) {
  const other = texts.en.get(key)?.split(' | ').at(-1)
  if (other !== undefined && params(text).join() !== params(other).join())
    faults.push(`${key}: the languages use different parameters`)
}

// A text is used when its key stands in the code as a whole, or when a template such as `problem.${code}` can make it.
const used = new Set()
const made = []
for (const file of files.filter((path) => /\.(ts|vue)$/.test(path) && !path.endsWith('.spec.ts'))) {
  const code = readFileSync(file, 'utf8')
  const where = relative(root, file)
  for (const [, key] of code.matchAll(/\bt[ec]?\(\s*'([^'$]+)'/g)) if (!keys.has(key)) faults.push(`${where}: no text for ${key}`)
  for (const [, key] of code.matchAll(/['"]([a-zA-Z][\w-]*(?:\.[\w-]+)+)['"]/g)) used.add(key)
  for (const [, key] of code.matchAll(/['"`]([a-zA-Z][\w-]*(?:\.[\w-]+)+)['"`]/g)) used.add(key)
  for (const [, template] of code.matchAll(/`([a-zA-Z][\w-]*\.[^`\n]*\$\{[^`\n]*)`/g)) {
    const pattern = template
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replace(/[.*+?^()|[\]\\]/g, '\\$&'))
      .join('[\\w.-]+')
    made.push(new RegExp(`^${pattern}$`))
  }
  const visible = code.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm, '')
  const chinese = /[^\n]*\p{Script=Han}[^\n]*/u.exec(visible)?.[0].trim()
  if (chinese) faults.push(`${where}: Chinese outside the text files: ${chinese.slice(0, 60)}`)
}
for (const key of keys.keys())
  if (!used.has(key) && !made.some((pattern) => pattern.test(key))) faults.push(`${key}: nobody uses this text`)

for (const file of walk(contracts).filter((path) => /problems?\.ts$/.test(path))) {
  for (const [, code] of readFileSync(file, 'utf8').matchAll(/^\s+([A-Z][A-Z0-9_]+): \{ status:/gm))
    if (!keys.has(`problem.${code}`)) faults.push(`${relative(contracts, file)}: no text for problem.${code}`)
}
const validation = readFileSync(join(contracts, 'kernel/validate.ts'), 'utf8')
for (const [, code] of validation.matchAll(/: '([A-Z_]+)',?$/gm))
  if (!keys.has(`field.${code}`)) faults.push(`no text for field.${code}`)
const catalogue = readFileSync(join(contracts, 'permissions.ts'), 'utf8')
for (const [, module, actions] of catalogue.matchAll(/module: '([\w-]+)', actions: \[([^\]]+)\]/g))
  for (const [, action] of actions.matchAll(/'([\w-]+)'/g))
    if (!keys.has(`permission.${module}.${action}`)) faults.push(`no text for permission.${module}.${action}`)

for (const fault of faults) console.error(fault)
console.log(faults.length ? `${faults.length} faults` : `${keys.size} texts in two languages, all used`)
process.exitCode = faults.length ? 1 : 0
