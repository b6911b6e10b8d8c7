import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { isBuilt, stampBuild } from '../launcher/build-stamp.mjs'
import { isInstalled } from '../launcher/dependencies.mjs'

function checkout(t) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'checkout-'))
  t.after(() => fs.rmSync(root, { recursive: true }))
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    fs.writeFileSync(path.join(root, file), text)
  }
  write('services/org/package.json', '{}')
  write('services/org/src/main.ts', 'first')
  write('.swcrc', '{}')
  const build = () => write('services/org/dist/main.js', 'built')
  return { root, write, build }
}

test('a built checkout is not built again', async (t) => {
  const { root, build } = checkout(t)
  assert.equal(isBuilt(root), false)
  await stampBuild(root, build)
  assert.equal(isBuilt(root), true)
})

test('an edited source, an edited shared setting and a new package each ask for a build', async (t) => {
  const edits = [
    ['services/org/src/main.ts', 'second'],
    ['.swcrc', '{"sourceMaps":true}'],
    ['libs/contracts/package.json', '{}'],
  ]
  for (const [file, text] of edits) {
    const { root, write, build } = checkout(t)
    await stampBuild(root, build)
    write(file, text)
    assert.equal(isBuilt(root), false, file)
  }
})

test('a test or a touched file does not ask for a build', async (t) => {
  const { root, write, build } = checkout(t)
  await stampBuild(root, build)
  write('services/org/src/main.spec.ts', 'test')
  write('services/org/test/members.int-spec.ts', 'test')
  const later = new Date(Date.now() + 60_000)
  fs.utimesSync(path.join(root, 'services/org/src/main.ts'), later, later)
  assert.equal(isBuilt(root), true)
})

test('a deleted or overwritten output asks for a build', async (t) => {
  for (const damage of [(file) => fs.rmSync(file), (file) => fs.writeFileSync(file, 'something else')]) {
    const { root, build } = checkout(t)
    await stampBuild(root, build)
    damage(path.join(root, 'services/org/dist/main.js'))
    assert.equal(isBuilt(root), false)
  }
})

test('a source saved during the build asks for another build', async (t) => {
  const { root, write, build } = checkout(t)
  await stampBuild(root, () => {
    build()
    write('services/org/src/main.ts', 'saved meanwhile')
  })
  assert.equal(isBuilt(root), false)
})

test('a failed build leaves no stamp of an earlier one', async (t) => {
  const { root, build } = checkout(t)
  await stampBuild(root, build)
  await assert.rejects(stampBuild(root, () => Promise.reject(new Error('does not compile'))))
  assert.equal(isBuilt(root), false)
})

test('node_modules counts as installed only when npm recorded what the lockfile asks for', (t) => {
  const { root, write } = checkout(t)
  const entry = (version) => ({ version, integrity: `sha512-${version}` })
  const lock = (packages) => write('package-lock.json', JSON.stringify({ packages: { '': {}, ...packages } }))
  const record = (packages) => write('node_modules/.package-lock.json', JSON.stringify({ packages }))
  lock({ 'node_modules/pg': entry('8.0.0'), 'node_modules/other-platform': { ...entry('1.0.0'), optional: true } })
  assert.equal(isInstalled(root), false)
  record({ 'node_modules/pg': { ...entry('8.0.0'), resolved: 'https://registry.example/pg-8.0.0.tgz' } })
  assert.equal(isInstalled(root), true)
  record({ 'node_modules/pg': entry('7.0.0') })
  assert.equal(isInstalled(root), false)
})
