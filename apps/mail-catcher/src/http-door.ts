import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Behaviour } from './behaviour'
import type { Mailbox } from './mailbox'

interface Door {
  mailbox: Mailbox
  behaviour: Behaviour
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

const publicFolder = path.join(__dirname, '../public')
const pages: Record<string, { file: string; type: string }> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
}

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; base-uri 'none'"
/** A mail is written by strangers: no script, nothing loaded from elsewhere, but its links open in a tab of their own. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

const largestBody = 10_000

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > largestBody) throw new Refusal(413, 'BODY_TOO_LARGE', 'the body is too large')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'BODY_INVALID', 'the body is not JSON')
  }
}

function sendJson(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

/** A page that a browser got under another name (DNS rebinding) must not read invitation links out of the mails. */
function isOwnName(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? '')
}

function findMail(mailbox: Mailbox, id: string | undefined) {
  const mail = id === undefined ? undefined : mailbox.find(id)
  if (!mail) throw new Refusal(404, 'MAIL_NOT_FOUND', 'there is no such mail')
  return mail
}

async function changeBehaviour(request: http.IncomingMessage, behaviour: Behaviour): Promise<Behaviour> {
  const wanted = await readJson(request)
  if (typeof wanted !== 'object' || wanted === null || !('reject' in wanted) || typeof wanted.reject !== 'boolean')
    throw new Refusal(400, 'BODY_INVALID', 'expected {"reject": true} or {"reject": false}')
  behaviour.reject = wanted.reject
  return behaviour
}

/** Tells the page about each change as long as it listens. */
function streamChanges(request: http.IncomingMessage, response: http.ServerResponse, mailbox: Mailbox): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': listening\n\n')
  const tell = () => void response.write('data: changed\n\n')
  mailbox.on('changed', tell)
  request.on('close', () => mailbox.off('changed', tell))
}

async function answer({ mailbox, behaviour }: Door, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const recipient = url.searchParams.get('to') ?? undefined
  const id = /^\/(?:api\/)?mails\/([^/]+)/.exec(url.pathname)?.[1]
  const route = `${request.method} ${url.pathname.replace(/^(\/(?:api\/)?mails\/)[^/]+/, '$1:id')}`
  const page = request.method === 'GET' ? pages[url.pathname] : undefined
  if (page) {
    response.writeHead(200, { 'content-type': page.type, 'content-security-policy': pagePolicy })
    createReadStream(path.join(publicFolder, page.file)).pipe(response)
    return
  }
  switch (route) {
    case 'GET /api/health':
      return sendJson(response, 200, { ok: true })
    case 'GET /api/mails':
      return sendJson(response, 200, { mails: mailbox.list(recipient) })
    case 'GET /api/mails/:id':
      return sendJson(response, 200, findMail(mailbox, id))
    case 'GET /mails/:id/body': {
      const { html } = findMail(mailbox, id)
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': mailPolicy })
      response.end(`<!doctype html><base target="_blank">${html}`)
      return
    }
    case 'DELETE /api/mails':
      await mailbox.clear(recipient)
      response.writeHead(204).end()
      return
    case 'GET /api/behaviour':
      return sendJson(response, 200, behaviour)
    case 'PUT /api/behaviour':
      return sendJson(response, 200, await changeBehaviour(request, behaviour))
    case 'GET /api/changes':
      return streamChanges(request, response, mailbox)
    default:
      throw new Refusal(404, 'ROUTE_NOT_FOUND', `no ${request.method} ${url.pathname} here`)
  }
}

/** The page and the API of the mail catcher. @returns the door, listening */
export async function openHttpDoor({ host, port, ...door }: Door & { host: string; port: number }): Promise<{
  port: number
  close: () => Promise<void>
}> {
  const isLocal = host === '127.0.0.1' || host === '::1'
  const server = http.createServer((request, response) => {
    const refuse = (error: unknown) => {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'INTERNAL', 'the mail catcher failed')
      if (!response.headersSent) sendJson(response, refusal.status, { code: refusal.code, message: refusal.message })
    }
    if (isLocal && !isOwnName(request.headers.host))
      return refuse(new Refusal(421, 'HOST_NOT_ALLOWED', 'open this page as localhost'))
    answer(door, request, response).catch(refuse)
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
