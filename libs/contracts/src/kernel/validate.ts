import { plainToInstance } from 'class-transformer'
import { validateSync, type ValidationError } from 'class-validator'
import type { Shape } from './fields'
import { commonProblems, Problem, type FieldError } from './problem'

/** class-validator's rule names → codes that the console translates as `field.<code>`. */
const FIELD_CODES: Record<string, string> = {
  isString: 'TEXT',
  minLength: 'TOO_SHORT',
  maxLength: 'TOO_LONG',
  matches: 'FORMAT',
  isEmail: 'EMAIL',
  isUuid: 'ID',
  isInt: 'NUMBER',
  min: 'TOO_SMALL',
  max: 'TOO_LARGE',
  isBoolean: 'FLAG',
  isIn: 'CHOICE',
  isIso8601: 'INSTANT',
  isArray: 'LIST',
  arrayMinSize: 'TOO_FEW',
  arrayMaxSize: 'TOO_MANY',
  arrayUnique: 'DUPLICATES',
  isObject: 'OBJECT',
  nestedValidation: 'OBJECT',
  whitelistValidation: 'UNKNOWN_FIELD',
}

/**
 * Turns untrusted input into an instance of its shape.
 * @throws Problem VALIDATION_FAILED with every faulty field; unknown fields are refused too.
 */
export function validate<T extends object>(shape: Shape<T>, input: unknown): T {
  const plain: unknown = input ?? {}
  if (typeof plain !== 'object' || Array.isArray(plain))
    throw new Problem(commonProblems.VALIDATION_FAILED, { errors: [{ path: '', code: 'OBJECT' }] })
  const instance = plainToInstance(shape, plain)
  const found = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: false },
  })
  if (found.length > 0) throw new Problem(commonProblems.VALIDATION_FAILED, { errors: flatten(found, '') })
  return instance
}

function flatten(list: ValidationError[], prefix: string): FieldError[] {
  return list.flatMap((e) => {
    const path = prefix ? `${prefix}.${e.property}` : e.property
    const own = Object.keys(e.constraints ?? {}).map((rule) => ({
      path,
      code: e.value === undefined || e.value === '' ? 'REQUIRED' : (FIELD_CODES[rule] ?? 'INVALID'),
    }))
    return [...own.slice(0, 1), ...flatten(e.children ?? [], path)]
  })
}
