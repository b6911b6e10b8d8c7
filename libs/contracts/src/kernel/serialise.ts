import { fieldsOf, type FieldSpec, type Shape } from './fields'

type Writer = (value: Record<string, unknown>) => Record<string, unknown>
const writers = new Map<Shape, Writer>()

/** Copies just the declared fields, so that nothing a shape does not name ever leaves a service. Dates become ISO text. */
export function serialise(shape: Shape, value: object): Record<string, unknown> {
  return writerOf(shape)(value as Record<string, unknown>)
}

function writerOf(shape: Shape): Writer {
  const known = writers.get(shape)
  if (known) return known
  const fields = fieldsOf(shape)
  const writer: Writer = (value) => {
    const out: Record<string, unknown> = {}
    for (const f of fields) {
      const v = value[f.name]
      if (v !== undefined) out[f.name] = write(f, v)
    }
    return out
  }
  writers.set(shape, writer)
  return writer
}

function write(f: FieldSpec, v: unknown): unknown {
  if (v === null) return null
  if (v instanceof Date) return v.toISOString()
  if (!f.nested) return v
  const writer = writerOf(f.nested())
  return Array.isArray(v) ? v.map((item) => writer(item as Record<string, unknown>)) : writer(v as Record<string, unknown>)
}
