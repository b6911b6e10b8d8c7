import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { gatewayProblems } from '@miaohui/contracts/gateway/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { consoleHeaders } from '../http/security-headers'

/** The built console, beside this package in the checkout and in the image. */
export const CONSOLE_DIST = join(__dirname, '../../../console/dist')

const YEAR_S = 365 * 24 * 3600
const ENTRY = 'index.html'
/** Best first; a build may leave a compressed twin beside each file. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

type Found = { file: string; size: number; tag: string; encoding?: string }

/**
 * Serves the console. Files under `/assets` carry their content's hash in their name and never change; everything that is not a file is
 * a page of the console, whose entry is asked for anew each time so that an upgrade is seen at once.
 */
export class ConsoleFiles {
  private readonly headers: Readonly<Record<string, string>>

  constructor(
    publicUrl: string,
    private readonly root: string = CONSOLE_DIST,
  ) {
    this.headers = consoleHeaders(publicUrl)
  }

  register(fastify: FastifyInstance): void {
    fastify.route({ method: ['GET', 'HEAD'], url: '/*', handler: (request, reply) => this.serve(request, reply) })
  }

  private async serve(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const path = pathOf(request.url)
    if (path === undefined || path === 'api' || path.startsWith('api/') || path === 'ws') return reply.callNotFound()
    const accepted = String(request.headers['accept-encoding'] ?? '')
    const file = await this.find(path, accepted)
    if (file) return this.send(request, reply, path, file)
    if (path.startsWith('assets/')) return reply.callNotFound()
    const entry = await this.find(ENTRY, accepted)
    if (!entry) throw new Problem(gatewayProblems.CONSOLE_MISSING)
    return this.send(request, reply, ENTRY, entry)
  }

  private send(request: FastifyRequest, reply: FastifyReply, path: string, found: Found): FastifyReply {
    void reply.headers({
      ...this.headers,
      'cache-control': path.startsWith('assets/') ? `public, max-age=${YEAR_S}, immutable` : 'no-cache',
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      etag: found.tag,
      vary: 'accept-encoding',
      ...(found.encoding ? { 'content-encoding': found.encoding } : {}),
    })
    if (request.headers['if-none-match'] === found.tag) return reply.status(304).send()
    void reply.header('content-length', found.size)
    return request.method === 'HEAD' ? reply.send() : reply.send(createReadStream(found.file))
  }

  private async find(path: string, accepted: string): Promise<Found | undefined> {
    const plain = await this.look(path)
    if (!plain) return undefined
    for (const { name, suffix } of ENCODINGS) {
      if (!accepted.includes(name)) continue
      const twin = await this.look(path + suffix)
      if (twin) return { ...twin, encoding: name }
    }
    return plain
  }

  private async look(path: string): Promise<Found | undefined> {
    if (path === '') return undefined
    const file = join(this.root, path)
    try {
      const found = await stat(file)
      return found.isFile()
        ? { file, size: found.size, tag: `"${found.size.toString(36)}-${found.mtimeMs.toString(36)}"` }
        : undefined
    } catch {
      return undefined
    }
  }
}

/** The path below the root, or undefined for one that leaves it or cannot be read. Dot files are nobody's business. */
function pathOf(url: string): string | undefined {
  const end = url.search(/[?#]/)
  try {
    const path = normalize(`/${decodeURIComponent(end < 0 ? url : url.slice(0, end))}`)
      .split(sep)
      .join('/')
      .replace(/^\/+/, '')
    return path.includes('\0') || path.split('/').some((part) => part.startsWith('.')) ? undefined : path
  } catch {
    return undefined
  }
}
