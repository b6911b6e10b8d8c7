import type { Problem } from '@miaohui/contracts/kernel/problem'
import { LOGGER } from '@miaohui/platform/logging'
import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type pino from 'pino'
import { documentOf, PROBLEM_TYPE, problemOf } from './problem-document'

/** The one place where a refusal becomes an HTTP answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly log: pino.Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    answerProblem(problemOf(error), http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.log)
  }
}

export function answerProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, log: pino.Logger): void {
  if (problem.status >= 500) log.error({ err: problem, requestId: request.id, route: request.routeOptions.url }, 'failed')
  if (reply.sent) return
  const retryAfter = problem.meta?.retryAfterSeconds
  if (typeof retryAfter === 'number') void reply.header('retry-after', String(Math.ceil(retryAfter)))
  void reply
    .status(problem.status)
    .header('content-type', PROBLEM_TYPE)
    .send(JSON.stringify(documentOf(problem, request.id)))
}
