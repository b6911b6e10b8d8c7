import 'reflect-metadata'
import type { AddressInfo } from 'node:net'
import { createLogger, NestLogger } from '@miaohui/platform/logging'
import type { Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { ConsoleFiles } from './console/console-files'
import { CONTROLLERS } from './controllers'
import { gatewayConfig, type GatewayConfig } from './gateway-config'
import { GatewayModule } from './gateway.module'
import { fastifyAdapter } from './http/fastify'
import { requireDeclared } from './http/routes'

export type RunningGateway = { name: 'gateway'; url: string; close: () => Promise<void> }

export type GatewayParts = { controllers?: readonly Type[]; consoleRoot?: string }

/**
 * Opens the HTTP door. It listens when the bus is connected; services may come later, until then their routes answer
 * UPSTREAM_UNAVAILABLE.
 * @throws ConfigError, or Error naming routes that declare no permission
 */
export async function startGateway(config: GatewayConfig = gatewayConfig(), parts: GatewayParts = {}): Promise<RunningGateway> {
  const controllers = parts.controllers ?? CONTROLLERS
  requireDeclared(controllers)
  const log = createLogger('gateway', config.logLevel)
  const module = GatewayModule.forRoot(config, controllers)
  const adapter = fastifyAdapter(config, log)
  const options = { bodyParser: false, logger: new NestLogger(log), abortOnError: false } as const
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, options)
  new ConsoleFiles(config.publicUrl, parts.consoleRoot).register(app.getHttpAdapter().getInstance())
  try {
    await app.listen(config.port, config.host)
  } catch (error) {
    await app.close()
    throw error
  }
  const { port } = app.getHttpServer().address() as AddressInfo
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  log.info({ url }, 'listening')
  return { name: 'gateway', url, close: () => app.close() }
}
