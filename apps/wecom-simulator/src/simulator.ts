import { join } from 'node:path'
import { PuppetServer } from '@miaohui/puppet-protocol/puppet-server'
import { registerWorkerControl } from '@miaohui/puppet-protocol/worker-control-server'
import { listenAsWorker } from '@miaohui/puppet-protocol/worker-listener'
import type { SimulatedAccount } from './account/simulated-account'
import type { SimulatorConfig } from './config'
import { CustomerActions } from './customers/customer-actions'
import { startHttp } from './http/http-server'
import { KnobStore } from './knobs/knob-store'
import { PROFILES } from './knobs/profiles'
import { MessageSending } from './sending/message-sending'
import { Pacing } from './sending/pacing'
import { RoomAdding } from './sending/room-adding'
import { Journal } from './storage/journal'
import { MediaStore } from './storage/media-store'
import type { WorldRecord } from './storage/records'
import { SimClock } from './time/sim-clock'
import { controlHandlers } from './worker/control-handlers'
import { Faults } from './worker/faults'
import { puppetHandlers } from './worker/puppet-handlers'
import { LiveChanges } from './world/live-changes'
import { World } from './world/world'

export type RunningSimulator = { grpcPort: number; httpPort: number; stop: () => Promise<void> }

/** Calls that run get so long to end before their connections are cut. */
const DRAIN_MS = 2_000

/** Restores the world from its journal and opens the worker's port and the phone page. */
export async function startSimulator(config: SimulatorConfig, onFatal: (error: Error) => void): Promise<RunningSimulator> {
  const clock = new SimClock()
  const knobs = new KnobStore(PROFILES[config.profile], () => clock.now())
  const world = new World(config.seed, clock, knobs, new LiveChanges(), { base: config.publicUrl, media: config.mediaUrl })
  const journal = await Journal.open(
    join(config.dataFolder, 'journal.jsonl'),
    (entry) => world.restore(entry as WorldRecord[]),
    onFatal,
  )
  const media = new MediaStore(join(config.dataFolder, 'media'))
  const sending = new MessageSending(world, media, new Pacing(world))
  const rooms = new RoomAdding(world)
  const customers = new CustomerActions(world, media, rooms)
  const faults = new Faults(world, (account) => puppet.cutStream(account))
  const puppet: PuppetServer<SimulatedAccount> = new PuppetServer<SimulatedAccount>({
    findAccount: (token) => world.tokens.find(token),
    eventLog: (account) => account.events,
    handlers: puppetHandlers(world, sending, rooms),
    around: (account, context, handle) => faults.around(account, context, handle),
    eventCopies: (account) => faults.eventCopies(account),
  })

  const { app, port: httpPort } = await startHttp(
    { world, customers, sending, media, cutStream: (account) => puppet.cutStream(account) },
    { host: config.host, port: config.httpPort },
  )
  world.run(journal)
  const worker = await listenAsWorker({ host: config.host, port: config.grpcPort }, (server) => {
    puppet.register(server)
    registerWorkerControl(server, config.controlToken, controlHandlers(world, puppet))
  })

  const stop = async (): Promise<void> => {
    world.draining = true
    faults.stop()
    puppet.cutAllStreams()
    await Promise.all([worker.stop(DRAIN_MS), app.close()])
    clock.stop()
    await journal.close()
  }
  return { grpcPort: worker.port, httpPort, stop }
}
