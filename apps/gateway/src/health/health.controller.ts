import { Health, type HealthReport } from '@miaohui/platform/health'
import { Controller, Get, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { Expose } from '../http/exposure'

const KEEP_MS = 1_000

@Controller('api/health')
export class HealthController {
  private latest: { at: number; report: Promise<HealthReport> } | undefined

  constructor(private readonly health: Health) {}

  @Get('live')
  @Expose({}, { public: true }, { summary: 'The process runs', internal: true, status: 200, frequent: true })
  live(): object {
    return { live: true }
  }

  /** Says which part fails, not why: everybody may ask. */
  @Get('ready')
  @Expose({}, { public: true }, { summary: 'Requests can be answered', internal: true, status: 200, frequent: true })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { ready, checks } = await this.report()
    if (!ready) void reply.status(503)
    const states = Object.entries(checks).map(([name, state]) => [name, state === 'ok' ? 'ok' : 'failing'])
    return { ready, checks: Object.fromEntries(states) as Record<string, string> }
  }

  /** Asked by everybody at any rate, answered by the services once a second. */
  private report(): Promise<HealthReport> {
    const now = performance.now()
    if (!this.latest || now - this.latest.at > KEEP_MS) this.latest = { at: now, report: this.health.report() }
    return this.latest.report
  }
}
