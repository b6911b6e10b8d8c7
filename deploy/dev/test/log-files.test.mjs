import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { rotateLogs, tail } from '../launcher/log-files.mjs'

function logs(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'logs-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  return folder
}

test('a log that grew too large starts anew while its process goes on writing', (t) => {
  const folder = logs(t)
  const file = path.join(folder, 'gateway.log')
  const handle = fs.openSync(file, 'a')
  fs.writeSync(handle, 'before '.repeat(100))
  rotateLogs(folder, 100)
  fs.writeSync(handle, 'after')
  fs.closeSync(handle)
  assert.equal(fs.readFileSync(file, 'utf8'), 'after')
  assert.equal(fs.readFileSync(`${file}.1`, 'utf8'), 'before '.repeat(100))
})

test('a log within its limit is left alone', (t) => {
  const folder = logs(t)
  fs.writeFileSync(path.join(folder, 'gateway.log'), 'short')
  rotateLogs(folder, 100)
  assert.deepEqual(fs.readdirSync(folder), ['gateway.log'])
})

test('the last words are those since the start in question', (t) => {
  const file = path.join(logs(t), 'gateway.log')
  fs.writeFileSync(file, 'old\n')
  const from = fs.statSync(file).size
  fs.appendFileSync(file, 'one\ntwo\nthree\n')
  assert.equal(tail(file, 2, from), 'two\nthree')
  assert.equal(tail(file, 9, from), 'one\ntwo\nthree')
  assert.equal(tail(`${file}.absent`, 2), '')
})
