import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { ProviderError } from '@miaohui/puppet-protocol/provider-errors'
import { SimulatorProblem } from '../problem'
import { registerAssets } from './asset-routes'
import { registerControls } from './control-routes'
import { registerCustomers } from './customer-routes'
import { registerLedger } from './ledger-routes'
import { registerPhones } from './phone-routes'
import type { Services } from './services'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
/** A picture of 20 MB as base64, with room for the JSON around it. */
const BODY_LIMIT = 30 << 20

/** The phone page and the admin API. On the loopback interface, names other than its own are refused: no foreign page may drive it. */
export async function startHttp(
  services: Services,
  address: { host: string; port: number },
): Promise<{ app: FastifyInstance; port: number }> {
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true })
  // Browsers send text/plain across origins without asking first.
  app.removeContentTypeParser('text/plain')
  if (address.host === '127.0.0.1' || address.host === 'localhost' || address.host === '::1') {
    app.addHook('onRequest', async (request) => {
      if (!LOOPBACK.has(request.hostname.replace(/:\d+$/, '')))
        throw new SimulatorProblem(403, 'FORBIDDEN_HOST', 'not a name of this machine')
    })
  }
  app.setErrorHandler((error: FastifyError | Error, _request, reply) => {
    const { status, code } = classify(error)
    if (status >= 500) process.stderr.write(`${error.stack ?? error.message}\n`)
    return reply.status(status).send({ code, message: status >= 500 ? 'internal error' : error.message })
  })
  app.setNotFoundHandler((request, reply) =>
    reply.status(404).send({ code: 'NOT_FOUND', message: `no ${request.method} ${request.url}` }),
  )
  registerAssets(app, services)
  registerPhones(app, services)
  registerCustomers(app, services)
  registerLedger(app, services)
  registerControls(app, services)
  await app.listen(address)
  const bound = app.server.address()
  if (bound === null || typeof bound === 'string') throw new Error('the HTTP server has no port')
  services.world.links.base ||= `http://${address.host === '0.0.0.0' || address.host === '::' ? 'localhost' : address.host}:${bound.port}`
  services.world.links.media ||= services.world.links.base
  return { app, port: bound.port }
}

function classify(error: FastifyError | Error): { status: number; code: string } {
  if (error instanceof SimulatorProblem) return error
  if (error instanceof ProviderError) return { status: 409, code: error.code }
  const { statusCode } = error as FastifyError
  if (statusCode !== undefined && statusCode < 500) return { status: statusCode, code: 'INVALID_REQUEST' }
  return { status: 500, code: 'INTERNAL' }
}
