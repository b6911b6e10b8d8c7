import 'reflect-metadata'
import { fieldsOf, type Shape } from '@miaohui/contracts/kernel/fields'
import { Problem } from '@miaohui/contracts/kernel/problem'
import type { PeerName } from '@miaohui/contracts/kernel/rpc'
import { validate } from '@miaohui/contracts/kernel/validate'

type Source = { variable: string; json: boolean; fallback?: string }
const sources = new Map<object, Map<string, Source>>()

/**
 * Names the environment variable of a configuration field; `<SVC>` in the name stands for the process (`ACCOUNT_HOSTING`).
 * `json` fields hold JSON text. An empty variable counts as absent.
 */
export function FromEnv(variable: string, options: { json?: boolean; fallback?: string } = {}): PropertyDecorator {
  return (target, name) => {
    const own = sources.get(target.constructor) ?? new Map<string, Source>()
    own.set(String(name), { variable, json: options.json ?? false, fallback: options.fallback })
    sources.set(target.constructor, own)
  }
}

/** Every mistake of a configuration at once, so that an operator repairs it in one go. Values are not repeated: they may be secrets. */
export class ConfigError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(`the configuration is not usable:\n${mistakes.map((m) => `  - ${m}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

export const envName = (peer: PeerName): string => peer.toUpperCase().replaceAll('-', '_')

/**
 * Reads a configuration class from the environment and validates it. `main` programs let the error end the process with code 1.
 * @throws ConfigError naming each faulty variable.
 */
export function readConfig<T extends object>(shape: Shape<T>, env: NodeJS.ProcessEnv = process.env, peer?: PeerName): T {
  const raw: Record<string, unknown> = {}
  const mistakes: string[] = []
  const names = new Map<string, string>()
  for (const { name } of fieldsOf(shape)) {
    const source = sourceOf(shape, name)
    if (!source) throw new Error(`${shape.name}.${name} has no @FromEnv`)
    const variable = peer ? source.variable.replace('<SVC>', envName(peer)) : source.variable
    names.set(name, variable)
    const text = env[variable] || source.fallback
    if (text === undefined) continue
    try {
      raw[name] = source.json ? (JSON.parse(text) as unknown) : text
    } catch {
      mistakes.push(`${variable}: is not JSON`)
    }
  }
  try {
    const config = validate(shape, raw)
    if (mistakes.length === 0) return config
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    for (const e of error.errors ?? []) {
      const [field = '', ...rest] = e.path.split('.')
      const variable = names.get(field) ?? field
      if (!mistakes.some((m) => m.startsWith(`${variable}:`))) mistakes.push(`${[variable, ...rest].join('.')}: ${e.code}`)
    }
  }
  throw new ConfigError(mistakes)
}

function sourceOf(shape: object, name: string): Source | undefined {
  for (let c: object | null = shape; c && c !== Function.prototype; c = Object.getPrototypeOf(c) as object | null) {
    const found = sources.get(c)?.get(name)
    if (found) return found
  }
  return undefined
}
