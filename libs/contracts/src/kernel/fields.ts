import 'reflect-metadata'
import { applyDecorators } from '@nestjs/common'
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger'
import { Transform, Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator'

/** A class whose fields are declared with the decorators of this file. */
export type Shape<T extends object = object> = new () => T

/** What a reply serialiser needs to know of one field. */
export type FieldSpec = { name: string; nested?: () => Shape; list: boolean }

const specs = new Map<object, FieldSpec[]>()

/** The declared fields of a shape, inherited ones first. */
export function fieldsOf(shape: Shape): FieldSpec[] {
  const chain: FieldSpec[][] = []
  for (let c: object | null = shape; c && c !== Function.prototype; c = Object.getPrototypeOf(c) as object | null)
    chain.unshift(specs.get(c) ?? [])
  return chain.flat()
}

type Common = {
  description?: string
  /** The field may be left out. */
  optional?: boolean
  /** The field may be null. */
  nullable?: boolean
  example?: unknown
}
type ListBounds = { min?: number; max: number; unique?: boolean }
type Listable = { list?: ListBounds }

function field(
  options: Common & Listable & { nested?: () => Shape },
  api: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { optional, nullable, list, nested, description, example } = options
  const record: PropertyDecorator = (target, name) => {
    const key = target.constructor
    const own = specs.get(key) ?? []
    own.push({ name: String(name), nested, list: list !== undefined })
    specs.set(key, own)
  }
  const presence: PropertyDecorator[] = []
  if (optional) presence.push(IsOptional())
  if (nullable && !optional) presence.push(ValidateIf((_object, value) => value !== null))
  const bounds: PropertyDecorator[] = list
    ? [IsArray(), ArrayMinSize(list.min ?? 0), ArrayMaxSize(list.max), ...(list.unique ? [ArrayUnique()] : [])]
    : []
  const documented = {
    ...api,
    description,
    example,
    required: !optional,
    nullable: nullable || undefined,
    ...(list ? { isArray: true, minItems: list.min, maxItems: list.max } : {}),
  } as ApiPropertyOptions
  return applyDecorators(record, ApiProperty(documented), ...presence, ...bounds, ...rules) as PropertyDecorator
}

/** Text with length bounds in UTF-16 units; trimmed unless `raw`. */
export function Text(o: Common & Listable & { min?: number; max: number; pattern?: RegExp; raw?: boolean }): PropertyDecorator {
  const each = o.list !== undefined
  const trim = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value.trim()
      : Array.isArray(value)
        ? value.map((v: unknown) => (typeof v === 'string' ? v.trim() : v))
        : value,
  )
  return field(
    o,
    { type: String, minLength: o.min, maxLength: o.max, pattern: o.pattern?.source },
    IsString({ each }),
    MinLength(o.min ?? 0, { each }),
    MaxLength(o.max, { each }),
    ...(o.pattern ? [Matches(o.pattern, { each })] : []),
    ...(o.raw ? [] : [trim]),
  )
}

/** A UUID that names one of our own records. */
export function Id(o: Common & Listable = {}): PropertyDecorator {
  return field(o, { type: String, format: 'uuid' }, IsUUID(undefined, { each: o.list !== undefined }))
}

export function Email(o: Common = {}): PropertyDecorator {
  return field(
    o,
    { type: String, format: 'email', maxLength: 254 },
    IsEmail({}),
    MaxLength(254),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value)),
  )
}

/** A whole number; text such as `"20"` from a query string is read as a number. */
export function Int(o: Common & Listable & { min?: number; max?: number } = {}): PropertyDecorator {
  const each = o.list !== undefined
  return field(
    o,
    { type: 'integer', minimum: o.min, maximum: o.max },
    Type(() => Number),
    IsInt({ each }),
    ...(o.min === undefined ? [] : [Min(o.min, { each })]),
    ...(o.max === undefined ? [] : [Max(o.max, { each })]),
  )
}

export function Flag(o: Common = {}): PropertyDecorator {
  return field(
    o,
    { type: Boolean },
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(),
  )
}

/** One of a closed list of words. */
export function OneOf(values: readonly string[], o: Common & Listable = {}): PropertyDecorator {
  return field(o, { enum: [...values] }, IsIn([...values], { each: o.list !== undefined }))
}

/** An instant as ISO 8601 text with an offset; UTC in replies. */
export function Instant(o: Common = {}): PropertyDecorator {
  return field(o, { type: String, format: 'date-time' }, IsISO8601({ strict: true }))
}

/** Another shape, or a list of it. */
export function Nested(shape: () => Shape, o: Common & Listable = {}): PropertyDecorator {
  return field(
    { ...o, nested: shape },
    // A function of this very name is how @nestjs/swagger tells a late reference from a class.
    { type: () => shape() },
    Type(() => shape()),
    ...(o.list ? [] : [IsObject()]),
    ValidateNested({ each: o.list !== undefined }),
  )
}

/** Free-form JSON object: only for data whose shape another party owns (a provider payload, problem meta). */
export function Json(o: Common = {}): PropertyDecorator {
  return field(o, { type: 'object', additionalProperties: true }, IsObject())
}
