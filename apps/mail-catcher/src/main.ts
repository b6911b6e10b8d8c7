import { readConfig } from './config'
import { startMailCatcher } from './mail-catcher'

async function main(): Promise<void> {
  const catcher = await startMailCatcher(readConfig(process.env))
  console.log(JSON.stringify({ ready: true, smtp: catcher.smtpPort, http: catcher.httpPort }))
  const stop = () => void catcher.stop().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
