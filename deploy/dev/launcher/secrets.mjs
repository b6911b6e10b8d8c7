import crypto from 'node:crypto'
import fs from 'node:fs'
import { readJson, writeJson } from './data-folder.mjs'
import { services } from './options.mjs'
import { LaunchProblem } from './problem.mjs'

/** 144 bits in letters and digits only: safe unquoted in a URL, in SQL and in each server's configuration file. */
export function password() {
  let text = ''
  while (text.length < 24)
    text += crypto
      .randomBytes(24)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
  return text.slice(0, 24)
}

/** An ES256 key pair as base64 of its DER forms (PKCS8, SPKI). */
export function keyPair() {
  const pair = crypto.generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  })
  return { private: pair.privateKey.toString('base64'), public: pair.publicKey.toString('base64') }
}

/** Fills in what `known` lacks (a service added by an upgrade) and never replaces what it has: the servers already know it. */
export function completeSecrets(known = {}) {
  const perName = (names, given, make) => Object.fromEntries(names.map((name) => [name, given?.[name] ?? make()]))
  return {
    postgres: known.postgres ?? password(),
    databases: perName(services, known.databases, () => ({ app: password(), owner: password() })),
    nats: perName(['provisioner', 'gateway', ...services], known.nats, password),
    redis: known.redis ?? password(),
    accessKeys: known.accessKeys ?? keyPair(),
    internalKeys: perName(['gateway', ...services], known.internalKeys, keyPair),
    setupToken: known.setupToken ?? crypto.randomBytes(24).toString('base64url'),
    simulatorControlToken: known.simulatorControlToken ?? password(),
  }
}

/** Name of a service in environment variables: account-hosting is ACCOUNT_HOSTING. */
export const variableName = (service) => service.toUpperCase().replaceAll('-', '_')

/** Values from the environment win over the stored ones for this run; they are never stored. */
export function withGivenSecrets(secrets, given) {
  const nats = Object.entries(secrets.nats).map(([name, text]) => [
    name,
    given[`MIAOHUI_${variableName(name)}_NATS_PASSWORD`] ?? text,
  ])
  return {
    ...secrets,
    nats: Object.fromEntries(nats),
    setupToken: given.MIAOHUI_SETUP_TOKEN ?? secrets.setupToken,
    simulatorControlToken: given.MIAOHUI_SIMULATOR_CONTROL_TOKEN ?? secrets.simulatorControlToken,
  }
}

/** The secrets of one data folder, made on the first start. Only the user who runs the launcher can read the file. */
export function loadSecrets(file) {
  const known = readJson(file)
  if (known === undefined && fs.existsSync(file))
    throw new LaunchProblem(
      `${file} cannot be read. It holds the passwords of the databases beside it: restore it, or move the data folder away`,
    )
  const secrets = completeSecrets(known)
  writeJson(file, secrets, 0o600)
  return secrets
}
