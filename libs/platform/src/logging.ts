import type { LoggerService } from '@nestjs/common'
import pino from 'pino'

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('LOGGER')

const SECRET_KEYS =
  /^(password|passwd|new_?password|old_?password|token|.*_?token|authorization|cookie|set-cookie|code|secret|.*secret|.*private_?key|otp|api_?key|license_?key)$/i
const MASK = '***'
const MAX_DEPTH = 6

/** One logger per process identity; fields whose names sound like secrets are masked at any depth. */
export function createLogger(
  name: string,
  level: string = process.env.MIAOHUI_LOG_LEVEL || 'info',
  stream?: pino.DestinationStream,
): pino.Logger {
  const options: pino.LoggerOptions = {
    name,
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (fields) => mask(fields, 0) as Record<string, unknown> },
    serializers: { err: describeError, error: describeError },
  }
  return stream ? pino(options, stream) : pino(options)
}

function mask(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof Error) return value
  if (depth >= MAX_DEPTH) return '[deep]'
  if (Array.isArray(value)) return value.map((v) => mask(v, depth + 1))
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`
  const out: Record<string, unknown> = {}
  for (const [key, v] of Object.entries(value))
    out[key] = SECRET_KEYS.test(key) && v !== undefined && v !== null ? MASK : mask(v, depth + 1)
  return out
}

/** Message, code, stack and causes only: database errors carry the statement's parameters, which may be secrets. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return mask(error, 0)
  const { name, message, stack } = error
  const code = (error as { code?: unknown }).code
  const constraint = (error as { constraint?: unknown }).constraint
  return {
    type: name,
    message,
    ...(code === undefined ? {} : { errorCode: code }),
    ...(constraint === undefined ? {} : { constraint }),
    stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

/** Nest's own lines through the same logger; its start-up chatter goes to debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly log_: pino.Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.log_.debug({ context: rest.at(-1) }, String(message))
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.log_.error(message instanceof Error ? { err: message } : { context: rest.at(-1), stack: rest[0] }, String(message))
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.log_.warn({ context: rest.at(-1) }, String(message))
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.log_.debug({ context: rest.at(-1) }, String(message))
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.log_.trace({ context: rest.at(-1) }, String(message))
  }
}
