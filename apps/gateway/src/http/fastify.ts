import type { IncomingMessage } from 'node:http'
import { newId } from '@miaohui/contracts/kernel/ids'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { FastifyInstance } from 'fastify'
import type pino from 'pino'
import type { GatewayConfig } from '../gateway-config'
import { apiHeaders } from './security-headers'

const BODY_LIMIT = 256 * 1024
const REQUEST_TIMEOUT_MS = 30_000
const HEADERS_TIMEOUT_MS = 15_000
const REQUEST_ID = /^[\w-]{8,64}$/

/** The HTTP server with the limits of the security page §2.4.10. Only JSON bodies are read. */
export function fastifyAdapter(config: GatewayConfig, log: pino.Logger): FastifyAdapter {
  const adapter = new FastifyAdapter({
    skipMiddie: true,
    bodyLimit: BODY_LIMIT,
    trustProxy: config.proxyHops > 0 ? config.proxyHops : false,
    genReqId: requestIdOf,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    forceCloseConnections: 'idle',
  })
  prepare(adapter.getInstance(), config, log)
  return adapter
}

function prepare(fastify: FastifyInstance, config: GatewayConfig, log: pino.Logger): void {
  const headers = apiHeaders(config.publicUrl)
  fastify.removeContentTypeParser('text/plain')
  // Declared ahead so that requests keep one hidden class.
  fastify.decorateRequest('edge', null as never)
  fastify.addHook('onRoute', (route) => {
    const limit = (route.config as { bodyLimit?: number } | undefined)?.bodyLimit
    if (limit !== undefined) route.bodyLimit = limit
  })
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).headers(headers)
    done()
  })
  fastify.addHook('onResponse', (request, reply, done) => {
    // The pattern, never the address: queries carry signatures and tickets.
    const route = request.routeOptions.url ?? 'none'
    const { method, id: requestId } = request
    log.info({ method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10, requestId }, 'request')
    done()
  })
}

/** A proxy's id is kept so that its log and ours can be read together. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId()
}
