import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readJson } from './data-folder.mjs'
import { npmCommand } from './dependencies.mjs'

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * Adds up a jest result. A suite that does not even load has no tests that could fail: it counts as one failure.
 * @param {any} result what jest --json wrote, undefined when it died before
 * @param {boolean} succeeded exit code 0
 * @returns {Counts}
 */
export function jestCounts(result, succeeded) {
  if (!result) return { passed: 0, failed: 1 }
  const failed =
    result.numFailedTests +
    result.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length
  // An open handle that jest complains about, a coverage threshold: red although every test was green.
  return { passed: result.numPassedTests, failed: failed === 0 && !succeeded ? 1 : failed }
}

/** Adds up the summary of node:test in TAP form. @returns {Counts} */
export function tapCounts(text, succeeded) {
  const number = (word) => Number(new RegExp(`^# ${word} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
  const failed = number('fail') + number('cancelled')
  return { passed: number('pass'), failed: failed === 0 && !succeeded ? 1 : failed }
}

const succeeds = (work) =>
  work.then(
    () => true,
    () => false,
  )

async function jest({ root, env, further, resultFile, show }, args) {
  const command = [path.join(root, 'node_modules/jest/bin/jest.js'), ...args, '--json', `--outputFile=${resultFile}`, ...further]
  const succeeded = await succeeds(show({ bin: process.execPath, args: command, env, cwd: root }))
  return jestCounts(readJson(resultFile), succeeded)
}

const testFolder = 'deploy/dev/test'
const consolePackage = (root) => readJson(path.join(root, 'apps/console/package.json'))
const script = (file) => ({
  exists: (root) => fs.existsSync(path.join(root, file)),
  run: async ({ root, env, further, show }) => {
    const succeeded = await succeeds(show({ bin: process.execPath, args: [path.join(root, file), ...further], env, cwd: root }))
    return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1 }
  },
})

/** What npm test runs, in this order; `bench` only when asked for by name. */
export const runners = {
  runtime: {
    isDefault: true,
    exists: (root) => fs.existsSync(path.join(root, testFolder)),
    run: async ({ root, env, further, resultFile, show }) => {
      const files = fs.readdirSync(path.join(root, testFolder)).filter((name) => name.endsWith('.test.mjs'))
      const reporters = [
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=tap',
        `--test-reporter-destination=${resultFile}`,
      ]
      const args = ['--test', ...reporters, ...further, ...files.map((name) => path.join(root, testFolder, name))]
      const succeeded = await succeeds(show({ bin: process.execPath, args, env, cwd: root }))
      return tapCounts(fs.existsSync(resultFile) ? fs.readFileSync(resultFile, 'utf8') : '', succeeded)
    },
  },
  unit: {
    isDefault: true,
    exists: (root) => fs.existsSync(path.join(root, 'jest.config.cjs')),
    run: (options) => jest(options, [`--maxWorkers=${Math.max(2, os.availableParallelism() - 1)}`]),
  },
  console: {
    isDefault: true,
    exists: (root) => Boolean(consolePackage(root)?.scripts?.test),
    run: async ({ root, env, further, resultFile, show }) => {
      const command = npmCommand(['test', '-w', '@miaohui/console', '--', '--json', `--outputFile=${resultFile}`, ...further])
      const succeeded = await succeeds(show({ ...command, env, cwd: root }))
      return jestCounts(readJson(resultFile), succeeded)
    },
  },
  e2e: {
    isDefault: true,
    needsBuild: true,
    exists: (root) => fs.existsSync(path.join(root, 'apps/e2e/jest.config.cjs')),
    run: (options) => jest(options, ['--config', 'apps/e2e/jest.config.cjs', '--runInBand']),
  },
  bench: { isDefault: false, needsBuild: true, ...script('apps/bench/dist/main.js') },
}
