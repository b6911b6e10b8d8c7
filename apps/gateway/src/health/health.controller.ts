import { Health } from '@miaohui/platform/health'
import { Controller, Get, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { Expose } from '../http/exposure'

@Controller('api/health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('live')
  @Expose({}, { public: true }, { summary: 'The process runs', internal: true, status: 200, frequent: true })
  live(): object {
    return { live: true }
  }

  @Get('ready')
  @Expose({}, { public: true }, { summary: 'Requests can be answered', internal: true, status: 200, frequent: true })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const report = await this.health.report()
    if (!report.ready) reply.status(503)
    return report
  }
}
