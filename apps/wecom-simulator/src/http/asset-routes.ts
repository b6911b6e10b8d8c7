import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { toString as qrToString } from 'qrcode'
import { notFound } from '../problem'
import { isRoomId, ordinalOf, WECOM_TEAM_ID } from '../population/identifiers'
import { nameOf } from '../worker/payload-views'
import { avatarSvg } from './avatar'
import type { Services } from './services'

const PAGE_FOLDER = join(__dirname, '..', '..', 'public')
const PAGE_TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data: http: https:; style-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'"

/** The page, and the pictures of the simulated world. */
export function registerAssets(app: FastifyInstance, { world, media }: Services): void {
  const page = async (name: string) => {
    const type = PAGE_TYPES[name.split('.').at(-1) ?? '']
    if (!type || !/^[a-z0-9-]+\.[a-z]+$/.test(name)) throw notFound('file', name)
    const body = await readFile(join(PAGE_FOLDER, name)).catch(() => {
      throw notFound('file', name)
    })
    return { type, body }
  }
  app.get('/', async (_request, reply) => {
    const { type, body } = await page('index.html')
    return reply.type(type).header('content-security-policy', PAGE_POLICY).header('cache-control', 'no-cache').send(body)
  })
  app.get<{ Params: { name: string } }>('/page/:name', async (request, reply) => {
    const { type, body } = await page(request.params.name)
    return reply.type(type).header('cache-control', 'no-cache').send(body)
  })

  app.get<{ Params: { file: string } }>('/avatars/:file', async (request, reply) => {
    const id = request.params.file.replace(/\.svg$/, '')
    const name = isRoomId(id) ? roomTopic(id) : personName(id)
    return reply.type('image/svg+xml').header('cache-control', 'max-age=86400').send(avatarSvg(id, name))
  })
  const personName = (id: string): string => {
    if (id === WECOM_TEAM_ID) return '企业微信团队'
    const ordinal = ordinalOf(id)
    const account = [...world.accounts.values()].find(({ identity }) => identity.ordinal === ordinal)
    return (account && nameOf(id, account)) ?? ''
  }
  const roomTopic = (id: string): string => {
    for (const account of world.accounts.values()) {
      const room = account.people.rooms.get(id)
      if (room) return room.topic.replace(/\d+$/, '')
    }
    return ''
  }

  app.get<{ Params: { id: string }; Querystring: { type?: string } }>('/media/:id', async (request, reply) => {
    const bytes = await media.read(request.params.id).catch(() => {
      throw notFound('file', request.params.id)
    })
    // Whatever a customer "sent" must not run as a page of this origin.
    const type = /^(image\/(png|jpeg|gif|webp|bmp)|video\/[\w-]+|audio\/[\w-]+)$/.test(request.query.type ?? '')
      ? (request.query.type ?? '')
      : 'application/octet-stream'
    return reply
      .type(type)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'max-age=86400, immutable')
      .send(bytes)
  })

  app.get<{ Params: { acc: string } }>('/phones/:acc/qr.svg', async (request, reply) => {
    const { qr } = world.account(request.params.acc).login
    if (!qr) throw notFound('QR code of account', request.params.acc)
    return reply
      .type('image/svg+xml')
      .header('cache-control', 'no-store')
      .send(await qrToString(qr.content, { type: 'svg', margin: 1 }))
  })
}
