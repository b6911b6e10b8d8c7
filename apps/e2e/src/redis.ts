import { once } from 'node:events'
import { connect } from 'node:net'

/** Empties a Redis server, as an operator's `FLUSHALL` would. @throws Error with what the server said */
export async function flushRedis(url: string): Promise<void> {
  const { hostname, port, password } = new URL(url)
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  try {
    await once(socket, 'connect')
    for (const command of [`AUTH ${decodeURIComponent(password)}`, 'FLUSHALL']) {
      socket.write(`${command}\r\n`)
      const [reply] = (await once(socket, 'data')) as [string]
      if (!reply.startsWith('+OK')) throw new Error(`${command.split(' ')[0]}: ${reply}`)
    }
  } finally {
    socket.destroy()
  }
}
