import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'

/** @typedef {{ ok: true } | { ok: false, why: string }} Verdict */

const failed = (why) => ({ ok: false, why })

/**
 * One short conversation on a socket.
 * @returns {Promise<Verdict>} whatever `hear` first returns; a refused, closed or silent connection is a verdict too
 */
function talk({ host, port, secure = false }, { greet, hear, timeoutMs = 2000 }) {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0)
    const socket = secure
      ? tls.connect({ host, port, servername: net.isIP(host) ? undefined : host })
      : net.connect({ host, port })
    const done = (verdict) => {
      socket.destroy()
      resolve(verdict)
    }
    socket.setTimeout(timeoutMs, () => done(failed('no answer')))
    socket.on('error', (error) => done(failed(error.code ?? error.message)))
    socket.on('close', () => done(failed('connection closed')))
    socket.on(secure ? 'secureConnect' : 'connect', () => greet?.(socket))
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk])
      const verdict = hear(heard, socket)
      if (verdict) done(verdict)
    })
  })
}

/**
 * A start-up packet until the server asks for a password; 57P03 (still starting) and its like are not ready.
 * With `secure` the question is only whether the server speaks TLS: PostgreSQL answers it before it looks at the database.
 */
export function probePostgres({ host, port, user, database, secure = false }) {
  const startup = () => {
    const body = Buffer.from(`user\0${user}\0database\0${database}\0\0`)
    const head = Buffer.alloc(8)
    head.writeInt32BE(body.length + 8, 0)
    head.writeInt32BE(196608, 4)
    return Buffer.concat([head, body])
  }
  const tlsRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
  return talk(
    { host, port },
    {
      greet: (socket) => socket.write(secure ? tlsRequest : startup()),
      hear: (bytes) => {
        const kind = String.fromCharCode(bytes[0])
        if (secure) return kind === 'S' ? { ok: true } : failed('the server offers no TLS')
        if (kind === 'R') return { ok: true }
        if (kind !== 'E') return failed('not a PostgreSQL server')
        return failed(/\0C([0-9A-Z]{5})/.exec(bytes.toString('latin1'))?.[1] ?? 'error')
      },
    },
  )
}

/** Signs in and pings; LOADING and a wrong password are not ready. */
export function probeRedis({ host, port, user, password, secure = false }) {
  const command = (...words) =>
    `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
  const auth = password ? command('AUTH', ...(user ? [user] : []), password) : ''
  return talk(
    { host, port, secure },
    {
      greet: (socket) => socket.write(auth + command('PING')),
      hear: (bytes) => {
        const text = bytes.toString()
        const error = /^-(.*)\r\n/m.exec(text)
        if (error) return failed(error[1])
        if (!text.startsWith('+')) return failed('not a Redis server')
        return text.includes('+PONG\r\n') ? { ok: true } : undefined
      },
    },
  )
}

/**
 * Signs in and asks JetStream for its account information. A user who may not ask is answered by the greeting of the server,
 * which says whether JetStream is on. A server that wants TLS is only asked for its greeting.
 */
export function probeNats({ host, port, user, password, secure = false }) {
  let connected = false
  const greeting = (text) => JSON.parse(/^INFO (.*)\r\n/.exec(text)[1])
  return talk(
    { host, port },
    {
      hear: (bytes, socket) => {
        const text = bytes.toString()
        if (!connected) {
          if (!/^INFO .*\r\n/.test(text))
            return text.length > 4 && !text.startsWith('INFO') ? failed('not a NATS server') : undefined
          if (greeting(text).jetstream !== true) return failed('JetStream is off')
          if (secure) return { ok: true }
          connected = true
          const login = { user, pass: password, verbose: false, pedantic: false, lang: 'probe', version: '0' }
          socket.write(
            `CONNECT ${JSON.stringify(login)}\r\nSUB _INBOX.probe 1\r\nPUB $JS.API.INFO _INBOX.probe 0\r\n\r\nPING\r\n`,
          )
          return undefined
        }
        const error = /^-ERR '?(.*?)'?\r\n/m.exec(text)
        if (error) return /^Permissions Violation/i.test(error[1]) ? { ok: true } : failed(error[1])
        return jetStreamVerdict(text)
      },
    },
  )
}

function jetStreamVerdict(text) {
  const message = /MSG _INBOX\.probe 1 (\d+)\r\n([\s\S]*)/.exec(text)
  if (!message || Buffer.byteLength(message[2]) < Number(message[1])) return undefined
  const { error } = JSON.parse(Buffer.from(message[2]).subarray(0, Number(message[1])).toString())
  return error ? failed(error.description) : { ok: true }
}

/** GET; ready means status 200. @returns {Promise<Verdict & { body?: string }>} */
export function probeHttp(url, timeoutMs = 2000) {
  return new Promise((resolve) => {
    const request = http.get(url, { timeout: timeoutMs, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (body += chunk))
      response.on('error', (error) => resolve(failed(error.message)))
      response.on('end', () =>
        resolve(response.statusCode === 200 ? { ok: true, body } : failed(`HTTP ${response.statusCode} ${body.slice(0, 200)}`)),
      )
    })
    request.on('timeout', () => request.destroy(new Error('no answer')))
    request.on('error', (error) => resolve(failed(error.code ?? error.message)))
  })
}

/** Something listens there. @returns {Promise<Verdict>} */
export function probePort(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port, timeout: 2000 })
    const done = (verdict) => {
      socket.destroy()
      resolve(verdict)
    }
    socket.on('connect', () => done({ ok: true }))
    socket.on('timeout', () => done(failed('no answer')))
    socket.on('error', (error) => done(failed(error.code)))
  })
}
