import fs from 'node:fs'
import path from 'node:path'
import { givenWith, inherited } from './environment.mjs'
import { services } from './options.mjs'
import { probeHttp, probePort } from './probes.mjs'
import { stage } from './stages.mjs'

const drainMs = 25_000

const node = (root, script, env) => () => ({
  bin: process.execPath,
  args: ['--enable-source-maps', path.join(root, script)],
  env,
  cwd: root,
})

/**
 * The processes of the product: one, or the gateway and each service apart.
 * @returns {{ edge: object, services: object[] }} the edge is what answers HTTP
 */
export function productProcesses({ root, options, environment, port }) {
  const ready = () => probeHttp(`http://127.0.0.1:${port}/api/health/ready`)
  if (!options.split) {
    const command = node(root, 'apps/all-in-one/dist/main.js', environment.allInOne())
    return {
      edge: { name: 'all-in-one', stage: stage.edge, graceMs: drainMs, command, probe: ready, labels: { port } },
      services: [],
    }
  }
  const command = node(root, 'apps/gateway/dist/main.js', environment.gateway())
  // The gateway goes first and quickly: what it still has in hand needs the services behind it.
  const edge = { name: 'gateway', stage: stage.edge, graceMs: 10_000, command, probe: ready, labels: { port } }
  const replicas = services.flatMap((service) => {
    const count = options.replicas[service] ?? 1
    return Array.from({ length: count }, (_, index) => ({
      name: count === 1 ? service : `${service}-${index + 1}`,
      stage: stage.product,
      graceMs: drainMs,
      reportsReady: true,
      command: node(root, `services/${service}/dist/main.js`, environment.service(service)),
      labels: { service, replica: index + 1 },
    }))
  })
  return { edge, services: replicas }
}

/** The stand-in for WeCom; the product goes on without it when it keeps crashing. */
export async function simulatorProcess({ root, data, ports, secrets, given }) {
  const grpc = await ports.pick('simulator-grpc', 19000)
  const http = await ports.pick('simulator-http', 19080)
  const env = {
    ...inherited(given),
    MIAOHUI_SIMULATOR_PROFILE: 'demo',
    MIAOHUI_SIMULATOR_SEED: '1',
    ...givenWith(given, 'MIAOHUI_SIMULATOR_'),
    MIAOHUI_SIMULATOR_GRPC_PORT: String(grpc),
    MIAOHUI_SIMULATOR_HTTP_PORT: String(http),
    MIAOHUI_SIMULATOR_CONTROL_TOKEN: secrets.simulatorControlToken,
    MIAOHUI_SIMULATOR_DATA: data.file('simulator'),
  }
  fs.mkdirSync(env.MIAOHUI_SIMULATOR_DATA, { recursive: true })
  return {
    url: `http://localhost:${http}`,
    endpoint: `127.0.0.1:${grpc}`,
    spec: {
      name: 'simulator',
      stage: stage.tool,
      graceMs: 10_000,
      essential: false,
      command: node(root, 'apps/wecom-simulator/dist/main.js', env),
      probe: () => probePort(http),
      labels: { port: http },
    },
  }
}

/** Shows the mails that would have gone out; only without an SMTP server of the operator's. */
export async function mailCatcherProcess({ root, data, ports, given }) {
  const smtp = await ports.pick('mail-smtp', 18025)
  const http = await ports.pick('mail-http', 18080)
  const env = {
    ...inherited(given),
    MIAOHUI_MAIL_SMTP_PORT: String(smtp),
    MIAOHUI_MAIL_HTTP_PORT: String(http),
    MIAOHUI_MAIL_DATA: data.file('mail'),
  }
  return {
    url: `http://localhost:${http}`,
    smtpUrl: `smtp://127.0.0.1:${smtp}`,
    spec: {
      name: 'mail-catcher',
      stage: stage.tool,
      graceMs: 5_000,
      essential: false,
      command: node(root, 'apps/mail-catcher/dist/main.js', env),
      probe: () => probeHttp(`http://127.0.0.1:${http}/api/health`),
      labels: { port: http },
    },
  }
}
