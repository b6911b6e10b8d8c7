import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { createEnvironment } from '../launcher/environment.mjs'
import { addressOf } from '../launcher/external-server.mjs'
import { parseOptions, services } from '../launcher/options.mjs'
import { completeSecrets, keyPair, loadSecrets, variableName, withGivenSecrets } from '../launcher/secrets.mjs'
import { pickServerUser } from '../launcher/server-user.mjs'
import { jestCounts, tapCounts } from '../launcher/test-runners.mjs'

const secrets = completeSecrets()
const urls = {
  postgres: 'postgresql://miaohui:root@db.example:5433/postgres?sslmode=require',
  nats: 'nats://127.0.0.1:14222',
  redis: 'redis://:r@127.0.0.1:16379',
}
const site = {
  smtpUrl: 'smtp://127.0.0.1:18025',
  publicUrl: 'http://localhost:8080',
  host: '127.0.0.1',
  port: 8080,
  dataFolder: '/data',
  workerEndpoint: '127.0.0.1:19000',
}
const environment = (given = {}) => createEnvironment({ given: { PATH: '/bin', ...given }, secrets, urls, site })
const names = (env, pattern) => Object.keys(env).filter((name) => pattern.test(name))

test('a service gets its own database, NATS password and key, and nobody else’s', () => {
  for (const service of services) {
    const env = environment().service(service)
    const prefix = `MIAOHUI_${variableName(service)}_`
    assert.deepEqual(names(env, /_DATABASE_URL$/), [`${prefix}DATABASE_URL`])
    assert.deepEqual(names(env, /_NATS_PASSWORD$/), [`${prefix}NATS_PASSWORD`])
    assert.deepEqual(names(env, /_INTERNAL_PRIVATE_KEY$/), [`${prefix}INTERNAL_PRIVATE_KEY`])
    assert.equal('MIAOHUI_ACCESS_PRIVATE_KEY' in env, service === 'identity')
    assert.equal('MIAOHUI_WORKERS' in env, service === 'account-hosting')
  }
})

test('owner and superuser URLs reach provisioning and nobody else', () => {
  const given = { MIAOHUI_POSTGRES_URL: urls.postgres, MIAOHUI_ORG_DATABASE_OWNER_URL: 'postgresql://owner:o@x/mh_org' }
  const all = environment(given)
  for (const env of [all.allInOne(), all.gateway(), all.service('org')])
    assert.deepEqual(names(env, /OWNER_URL|POSTGRES_URL|PROVISIONER/), [])
  const provision = all.provision()
  assert.equal(provision.MIAOHUI_POSTGRES_URL, urls.postgres)
  assert.equal(provision.MIAOHUI_ORG_DATABASE_OWNER_URL, given.MIAOHUI_ORG_DATABASE_OWNER_URL)
  assert.equal(names(provision, /_OWNER_URL$/).length, services.length)
  assert.equal(names(provision, /_NATS_PASSWORD$/).length, services.length + 2)
})

test('database URLs keep the server and the settings of the superuser’s', () => {
  const url = new URL(environment().service('account-hosting').MIAOHUI_ACCOUNT_HOSTING_DATABASE_URL)
  assert.equal(url.host, 'db.example:5433')
  assert.equal(url.search, '?sslmode=require')
  assert.equal(url.pathname, '/mh_account_hosting')
  assert.equal(url.username, 'mh_account_hosting_app')
})

test('what the operator set wins and reaches only the process it is meant for', () => {
  const given = { MIAOHUI_MESSAGING_POOL: '20', MIAOHUI_SMTP_URL: 'smtp://mail.example', REL_CLAIM_LEASE: '1s' }
  const all = environment(given)
  assert.equal(all.service('messaging').MIAOHUI_MESSAGING_POOL, '20')
  assert.equal('MIAOHUI_MESSAGING_POOL' in all.service('sop'), false)
  assert.equal(all.gateway().MIAOHUI_SMTP_URL, 'smtp://mail.example')
  assert.equal(all.service('sop').REL_CLAIM_LEASE, '1s')
  assert.equal(withGivenSecrets(secrets, { MIAOHUI_ACCOUNT_HOSTING_NATS_PASSWORD: 'theirs' }).nats['account-hosting'], 'theirs')
})

test('keys are ES256 pairs that belong together', () => {
  const pair = keyPair()
  const key = crypto.createPrivateKey({ key: Buffer.from(pair.private, 'base64'), format: 'der', type: 'pkcs8' })
  const signature = crypto.sign('sha256', Buffer.from('text'), key)
  const publicKey = crypto.createPublicKey({ key: Buffer.from(pair.public, 'base64'), format: 'der', type: 'spki' })
  assert.equal(crypto.verify('sha256', Buffer.from('text'), publicKey, signature), true)
  assert.equal(key.asymmetricKeyDetails.namedCurve, 'prime256v1')
})

test('secrets are kept from start to start, private, and never replaced when damaged', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'secrets-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'secrets.json')
  const first = loadSecrets(file)
  assert.deepEqual(loadSecrets(file), first)
  assert.equal(fs.statSync(file).mode & 0o777, 0o600)
  fs.writeFileSync(file, JSON.stringify({ ...first, databases: { org: first.databases.org } }))
  const grown = loadSecrets(file)
  assert.deepEqual(grown.databases.org, first.databases.org)
  assert.ok(grown.databases.sop.app)
  fs.writeFileSync(file, '{"postgres": "ab')
  assert.throws(() => loadSecrets(file), /cannot be read/)
})

test('replicas are for services that exist, and for separate processes only', () => {
  assert.deepEqual(parseOptions(['--split', '--replicas', 'messaging=2,sop=3']).replicas, { messaging: 2, sop: 3 })
  assert.throws(() => parseOptions(['--split', '--replicas', 'gateway=2']), /gateway=2/)
  assert.throws(() => parseOptions(['--split', '--replicas', 'messaging=0']), /messaging=0/)
  assert.throws(() => parseOptions(['--replicas', 'messaging=2']), /--split/)
  assert.throws(() => parseOptions(['--spilt']), /spilt/)
})

test('root hands the servers to an unprivileged user', () => {
  const known = [
    { name: 'root', uid: 0, gid: 0 },
    { name: 'nobody', uid: 65534, gid: 65534 },
  ]
  assert.equal(pickServerUser('/', { isRoot: true, known, wanted: undefined }).name, 'nobody')
  assert.equal(
    pickServerUser('/', { isRoot: true, known: [...known, { name: 'miaohui', uid: 900, gid: 900 }], wanted: undefined }).name,
    'miaohui',
  )
  assert.equal(pickServerUser('/', { isRoot: false, known, wanted: undefined }), null)
  assert.throws(() => pickServerUser('/', { isRoot: true, known, wanted: 'ghost' }), /ghost/)
  assert.throws(() => pickServerUser('/', { isRoot: true, known, wanted: 'root' }), /unprivileged/)
})

test('addresses are read out of server URLs with their defaults', () => {
  assert.deepEqual(addressOf('rediss://:p%40ss@cache.example', 6379), {
    host: 'cache.example',
    port: 6379,
    user: '',
    password: 'p@ss',
    database: '',
    secure: true,
  })
  assert.equal(addressOf('postgresql://u@[::1]:5433/db?sslmode=require', 5432).host, '::1')
  assert.equal(addressOf('postgresql://u@h/db?sslmode=prefer', 5432).secure, false)
})

test('a suite that does not load and a runner that dies count as failures', () => {
  const loaded = { status: 'passed', assertionResults: [{}] }
  const broken = { status: 'failed', assertionResults: [] }
  assert.deepEqual(jestCounts({ numPassedTests: 4, numFailedTests: 1, testResults: [loaded, broken] }, false), {
    passed: 4,
    failed: 2,
  })
  assert.deepEqual(jestCounts(undefined, false), { passed: 0, failed: 1 })
  assert.deepEqual(jestCounts({ numPassedTests: 4, numFailedTests: 0, testResults: [loaded] }, false), { passed: 4, failed: 1 })
  assert.deepEqual(tapCounts('# tests 7\n# pass 5\n# fail 1\n# cancelled 1\n', false), { passed: 5, failed: 2 })
  assert.deepEqual(tapCounts('', false), { passed: 0, failed: 1 })
})
