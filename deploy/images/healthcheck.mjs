// Exit code 0: this container's process is well. The gateway is asked; a service has no door of its own, it is well as long as it
// holds its connection to NATS (it leaves when it drains, and a container has no other connection to that port).
import fs from 'node:fs'

const established = '01'

function hasConnectionTo(port) {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((file) => fs.existsSync(file))
    .flatMap((file) => fs.readFileSync(file, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .some(([, , remote, state]) => state === established && remote.endsWith(`:${wanted}`))
}

async function isWell() {
  const [url] = process.argv.slice(2)
  if (url) return (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok
  const servers = process.env.MIAOHUI_NATS_URL.split(',')
  return servers.some((server) => hasConnectionTo(Number(new URL(server.trim()).port) || 4222))
}

const well = await isWell().catch(() => false)
process.exit(well ? 0 : 1)
