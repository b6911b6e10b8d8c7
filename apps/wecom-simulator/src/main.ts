import { readConfig } from './config'
import { startSimulator } from './simulator'

async function main(): Promise<void> {
  const fail = (error: unknown): never => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(1)
  }
  const simulator = await startSimulator(readConfig(process.env), fail).catch(fail)
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    simulator.stop().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(`${JSON.stringify({ ready: true, grpc: simulator.grpcPort, http: simulator.httpPort })}\n`)
}

void main()
