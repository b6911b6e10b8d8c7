import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Apt } from './apt.mjs'
import { DataFolder } from './data-folder.mjs'
import { startGuardian } from './guardian.mjs'
import { takeLock } from './lock.mjs'
import { Ports } from './ports.mjs'
import { LaunchProblem } from './problem.mjs'
import { Reporter } from './reporter.mjs'
import { loadSecrets, withGivenSecrets } from './secrets.mjs'
import { pickServerUser } from './server-user.mjs'
import { sweepLeftovers } from './stages.mjs'
import { Supervisor } from './supervisor.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..')

/**
 * Everything that the parts of a launch share: the checkout, its data folder (locked), the servers' user, ports, secrets, and
 * who watches the processes. `close` ends the processes and gives everything back.
 */
export async function openContext({ ephemeral = false, given = process.env } = {}) {
  const user = pickServerUser(root)
  const data = new DataFolder({ root, user, ephemeral })
  const lock = takeLock(data.file('launcher.lock'))
  if (!lock.held)
    throw new LaunchProblem(
      `already running on ${data.path} (process ${lock.holder.pid}); MIAOHUI_DATA=<folder> starts a second one`,
      3,
    )
  const reporter = new Reporter(data.log('launcher'))
  await sweepLeftovers(data.file('processes.json'), (name) =>
    reporter.warn(`stopping ${name}, left over by a launcher that was killed`),
  )
  const guardian = startGuardian()
  const supervisor = new Supervisor({ data, reporter, guardian })
  const apt = new Apt({ runtime: data.runtime, reporter })
  return {
    root,
    given,
    user,
    data,
    reporter,
    supervisor,
    apt,
    secrets: withGivenSecrets(loadSecrets(data.file('secrets.json')), given),
    ports: new Ports({ file: data.file('ports.json'), random: ephemeral }),
    fresh: false,
    close: async () => {
      await supervisor.stop()
      apt.dispose()
      guardian.dismiss()
      lock.release()
      if (ephemeral) data.remove()
    },
  }
}
