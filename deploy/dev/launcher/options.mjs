import { parseArgs } from 'node:util'
import { LaunchProblem } from './problem.mjs'

/** Services in the order in which they are listed to people; the name is also the NATS user and the folder. */
export const services = ['identity', 'org', 'license', 'account-hosting', 'messaging', 'sop']

export const usage = `npm start -- [options]

  --split                       run the gateway and every service as its own process
  --replicas messaging=2,sop=2  how many processes a service gets (with --split)
  --demo                        fill a demo enterprise once the product is ready
  --no-simulator                do not start the WeCom simulator
  --no-build                    take node_modules and dist as they are
  --ephemeral                   throw-away data: fast, deleted at the end
  --ready-file FILE             write the addresses as JSON when the product is ready

  MIAOHUI_PORT (8080, next free if taken), MIAOHUI_DATA (./.data), MIAOHUI_HOST (127.0.0.1), MIAOHUI_PUBLIC_URL
  MIAOHUI_POSTGRES_URL, MIAOHUI_NATS_URL, MIAOHUI_REDIS_URL, MIAOHUI_SMTP_URL use servers of yours instead of own ones`

function parseReplicas(text) {
  const replicas = {}
  for (const part of text.split(',').filter(Boolean)) {
    const [, name, count] = /^([a-z-]+)=([1-9]\d?)$/.exec(part) ?? []
    if (!services.includes(name))
      throw new LaunchProblem(`--replicas ${part}: expected <service>=<1..99>, services are ${services.join(', ')}`, 2)
    replicas[name] = Number(count)
  }
  return replicas
}

/** @param {string[]} argv arguments after the script's name */
export function parseOptions(argv) {
  let values
  try {
    values = parseArgs({
      args: argv,
      options: {
        split: { type: 'boolean', default: false },
        replicas: { type: 'string' },
        demo: { type: 'boolean', default: false },
        'no-simulator': { type: 'boolean', default: false },
        'no-build': { type: 'boolean', default: false },
        ephemeral: { type: 'boolean', default: false },
        'ready-file': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new LaunchProblem(`${error.message}\n\n${usage}`, 2)
  }
  if (values.replicas !== undefined && !values.split) throw new LaunchProblem('--replicas needs --split', 2)
  return {
    split: values.split,
    replicas: parseReplicas(values.replicas ?? ''),
    demo: values.demo,
    simulator: !values['no-simulator'],
    build: !values['no-build'],
    ephemeral: values.ephemeral,
    readyFile: values['ready-file'],
    help: values.help,
  }
}
