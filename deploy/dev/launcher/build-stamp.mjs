import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const workspaceFolders = ['libs', 'services', 'apps']
const sharedFiles = ['package.json', 'package-lock.json', 'nx.json', 'tsconfig.base.json', '.swcrc']
const ignoredFolders = new Set(['node_modules', 'dist', 'coverage', 'test', '.vite'])

/** Packages of the workspace. @returns {string[]} paths relative to `root` */
export function projects(root) {
  return workspaceFolders
    .filter((folder) => fs.existsSync(path.join(root, folder)))
    .flatMap((folder) => fs.readdirSync(path.join(root, folder)).map((name) => path.join(folder, name)))
    .filter((project) => fs.existsSync(path.join(root, project, 'package.json')))
    .sort()
}

function* filesBelow(folder, isIgnored) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name)
    if (isIgnored(entry.name)) continue
    if (entry.isDirectory()) yield* filesBelow(file, isIgnored)
    else if (entry.isFile()) yield file
  }
}

const isNoSource = (name) => ignoredFolders.has(name) || /\.(int-)?spec\.ts$/.test(name)

function sources(root) {
  const inProjects = projects(root).flatMap((project) => [...filesBelow(path.join(root, project), isNoSource)])
  return [...inProjects, ...sharedFiles.map((name) => path.join(root, name)).filter((file) => fs.existsSync(file))]
}

function outputs(root) {
  return projects(root)
    .map((project) => path.join(root, project, 'dist'))
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) => [...filesBelow(folder, () => false)])
}

function digest(root, files, describe) {
  const hash = crypto.createHash('sha256')
  for (const file of files)
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(describe(file))
      .update('\0')
  return hash.digest('hex')
}

const byDate = (file) => {
  const { size, mtimeMs } = fs.statSync(file)
  return `${size} ${mtimeMs}`
}

const stampFile = (root) => path.join(root, '.nx/build-stamp.json')

/** What the sources look like now. Dates answer in milliseconds; contents are only read when dates differ (a checkout, a touch). */
export function fingerprint(root) {
  const files = sources(root)
  return { dates: digest(root, files, byDate), contents: () => digest(root, files, (file) => fs.readFileSync(file)) }
}

/**
 * Whether dist is what a build of these sources made. Edited sources and edited or deleted outputs say no.
 */
export function isBuilt(root) {
  let stamp
  try {
    stamp = JSON.parse(fs.readFileSync(stampFile(root), 'utf8'))
  } catch {
    return false
  }
  if (stamp.outputs !== digest(root, outputs(root), byDate)) return false
  const now = fingerprint(root)
  if (stamp.dates === now.dates) return true
  if (stamp.contents !== now.contents()) return false
  writeStamp(root, { ...stamp, dates: now.dates })
  return true
}

function writeStamp(root, stamp) {
  fs.mkdirSync(path.join(root, '.nx'), { recursive: true })
  fs.writeFileSync(stampFile(root), JSON.stringify(stamp))
}

/**
 * Runs `build` between two looks at the workspace. The sources are taken as they were before it: a file saved during the build
 * makes the next start build again.
 */
export async function stampBuild(root, build) {
  fs.rmSync(stampFile(root), { force: true })
  const before = fingerprint(root)
  const contents = before.contents()
  await build()
  writeStamp(root, { dates: before.dates, contents, outputs: digest(root, outputs(root), byDate) })
}
