import { stat } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'
import { gatewayProblems } from '@miaohui/contracts/gateway/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { consoleHeaders } from '../http/security-headers'

/** The built console, beside this package in the checkout and in the image. */
export const CONSOLE_DIST = join(__dirname, '../../../console/dist')

const YEAR_S = 365 * 24 * 3600
const ENTRY = 'index.html'

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
    void fastify.register(fastifyStatic, {
      root: this.root,
      serve: false,
      preCompressed: true,
      cacheControl: false,
      acceptRanges: false,
    })
    fastify.route({ method: ['GET', 'HEAD'], url: '/*', handler: (request, reply) => this.serve(request, reply) })
  }

  private async serve(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const path = pathOf(request.url)
    if (path === undefined || path === 'api' || path.startsWith('api/') || path === 'ws') return reply.callNotFound()
    if (await this.isFile(path)) return this.send(reply, path)
    if (path.startsWith('assets/')) return reply.callNotFound()
    if (!(await this.isFile(ENTRY))) throw new Problem(gatewayProblems.CONSOLE_MISSING)
    return this.send(reply, ENTRY)
  }

  private send(reply: FastifyReply, path: string): FastifyReply {
    const hashed = path.startsWith('assets/')
    void reply.headers(this.headers).header('cache-control', hashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache')
    return reply.sendFile(path)
  }

  private async isFile(path: string): Promise<boolean> {
    try {
      return path !== '' && (await stat(join(this.root, path))).isFile()
    } catch {
      return false
    }
  }
}

/** The path below the root, or undefined for one that leaves it or cannot be read. Dot files are nobody's business. */
function pathOf(url: string): string | undefined {
  const end = url.search(/[?#]/)
  try {
    const path = normalize(decodeURIComponent(end < 0 ? url : url.slice(0, end)))
      .split(sep)
      .join('/')
      .replace(/^\/+/, '')
    return path.includes('\0') || path.split('/').some((part) => part.startsWith('.')) ? (path === '.' ? '' : undefined) : path
  } catch {
    return undefined
  }
}
