#!/usr/bin/env node
// Writes the .env of docker-compose.yml: passwords, keys and the set-up token, all new. Node's own modules only.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { services } from '../dev/launcher/options.mjs'
import { completeSecrets, variableName } from '../dev/launcher/secrets.mjs'

const usage = `node deploy/compose/make-env.mjs --public-url URL (--smtp-url URL | --simulator) [--output FILE | --output -]

  --public-url  the address people open; links in mails begin with it
  --smtp-url    where mails go, smtp://user:password@host:port
  --simulator   also run the WeCom simulator and a page that shows the mails, to try the product without either
  --output      .env beside docker-compose.yml; an existing file is never overwritten; - prints`

const simulatorWorker = (controlToken) => ({
  name: 'simulator',
  endpoint: 'simulator:19000',
  controlToken,
  schemes: ['workmate', 'workzen'],
  regions: ['beijing', 'shanghai', 'hangzhou'],
})

/** @returns {Record<string, string>} every variable that docker-compose.yml asks for */
export function composeVariables({ publicUrl, smtpUrl, simulator, secrets = completeSecrets() }) {
  const { databases, nats, internalKeys, accessKeys } = secrets
  const perService = services.flatMap((service) => {
    const prefix = `MIAOHUI_${variableName(service)}`
    return [
      [`${prefix}_DATABASE_PASSWORD`, databases[service].app],
      [`${prefix}_DATABASE_OWNER_PASSWORD`, databases[service].owner],
    ]
  })
  const publicKeys = Object.fromEntries(Object.entries(internalKeys).map(([name, pair]) => [name, pair.public]))
  return Object.fromEntries([
    ...(simulator ? [['COMPOSE_PROFILES', 'simulator']] : []),
    ['MIAOHUI_PUBLIC_URL', publicUrl],
    ['MIAOHUI_PORT', new URL(publicUrl).port || '8080'],
    ['MIAOHUI_SMTP_URL', smtpUrl ?? 'smtp://mail-catcher:18025'],
    ['MIAOHUI_WORKERS', JSON.stringify(simulator ? [simulatorWorker(secrets.simulatorControlToken)] : [])],
    ['MIAOHUI_SETUP_TOKEN', secrets.setupToken],
    ['MIAOHUI_SIMULATOR_CONTROL_TOKEN', secrets.simulatorControlToken],
    ['MIAOHUI_POSTGRES_PASSWORD', secrets.postgres],
    ['MIAOHUI_REDIS_PASSWORD', secrets.redis],
    ...perService,
    ...Object.entries(nats).map(([name, text]) => [`MIAOHUI_${variableName(name)}_NATS_PASSWORD`, text]),
    ...Object.entries(internalKeys).map(([name, pair]) => [`MIAOHUI_${variableName(name)}_INTERNAL_PRIVATE_KEY`, pair.private]),
    ['MIAOHUI_INTERNAL_PUBLIC_KEYS', JSON.stringify(publicKeys)],
    ['MIAOHUI_ACCESS_PRIVATE_KEY', accessKeys.private],
    ['MIAOHUI_ACCESS_PUBLIC_KEY', accessKeys.public],
  ])
}

/** Single quotes: nothing in a value is expanded. No generated value holds one. */
export const envFile = (variables) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')

function isUrl(text, protocols) {
  return text !== undefined && URL.canParse(text) && !text.includes("'") && protocols.includes(new URL(text).protocol)
}

function main() {
  const { values } = parseArgs({
    options: {
      'public-url': { type: 'string' },
      'smtp-url': { type: 'string' },
      simulator: { type: 'boolean', default: false },
      output: { type: 'string', default: path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.env') },
    },
  })
  const publicUrl = values['public-url']?.replace(/\/+$/, '')
  const smtpUrl = values['smtp-url']
  if (!isUrl(publicUrl, ['http:', 'https:'])) throw new Error('--public-url must be an http or https address')
  if (smtpUrl === undefined ? !values.simulator : !isUrl(smtpUrl, ['smtp:', 'smtps:']))
    throw new Error('--smtp-url must be smtp://... or smtps://...')
  const variables = composeVariables({ publicUrl, smtpUrl, simulator: values.simulator })
  if (values.output === '-') return void process.stdout.write(envFile(variables))
  fs.writeFileSync(values.output, envFile(variables), { mode: 0o600, flag: 'wx' })
  console.log(
    `${values.output} is written. Next:\n  docker compose up -d --build\n  open ${publicUrl}/setup#${variables.MIAOHUI_SETUP_TOKEN}`,
  )
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main()
  } catch (error) {
    console.error(
      `${error.code === 'EEXIST' ? `${error.path} exists: its passwords belong to the data that is there` : error.message}\n\n${usage}`,
    )
    process.exitCode = 2
  }
}
