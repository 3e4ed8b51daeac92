import { UplinkError } from './uplink-error.ts'

/**
 * A declared check: takes what JSON gave and returns it as `T`, made anew from declared members only, or throws
 * {@link UplinkError} with the path of the fault. Members that nobody declared are left behind, so that a newer peer can
 * say more than we understand.
 */
export type Check<T> = (value: unknown, path: string) => T

/** One check a member; the compiler holds the declaration against the type, optional members included. */
type Members<T> = { [K in keyof T]-?: Check<T[K]> }

/** A member that may be left out. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path))
}

export function record<T extends object>(members: Members<T>): Check<T> {
  const entries = Object.entries(members) as [string, Check<unknown>][]
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'must be an object')
    const made: Record<string, unknown> = {}
    for (const [name, check] of entries) {
      const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
      const member = check(given, path === '' ? name : `${path}.${name}`)
      if (member !== undefined) made[name] = member
    }
    return made as T
  }
}

export function list<T>(item: Check<T>, most: number, least = 0): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return fail(path, 'must be a list')
    if (value.length > most) fail(path, `has ${value.length} items, at most ${most} are taken`)
    if (value.length < least) fail(path, `has ${value.length} items, at least ${least} are needed`)
    return value.map((one, i) => item(one, `${path}[${i}]`))
  }
}

/** Text of a form; `what` says to people what is allowed. */
export function text(form: RegExp, what: string): Check<string> {
  return (value, path) =>
    typeof value === 'string' && form.test(value) ? value : fail(path, `must be ${what}`)
}

/** Text for people: no control characters, which stores and terminals take amiss. */
export function freeText(longest: number): Check<string> {
  return (value, path) =>
    typeof value === 'string' && value.length <= longest && value.isWellFormed() && !/\p{Cc}/u.test(value)
      ? value
      : fail(path, `must be text of at most ${longest} characters, none of them control characters`)
}

export function oneOf<const T extends string>(...allowed: readonly T[]): Check<T> {
  return (value, path) =>
    allowed.includes(value as T) ? (value as T) : fail(path, `must be one of ${allowed.join(', ')}`)
}

export function integer(least: number, most: number): Check<number> {
  return (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : fail(path, `must be an integer from ${least} to ${most}`)
}

export function number(least: number, most: number): Check<number> {
  return (value, path) =>
    typeof value === 'number' && value >= least && value <= most
      ? value
      : fail(path, `must be a number from ${least} to ${most}`)
}

export const boolean: Check<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : fail(path, 'must be true or false')

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path) => (value === null ? null : check(value, path))
}

/** The union member of each kind, without its `kind`. */
type ByKind<T extends { readonly kind: string }> = {
  [K in T['kind']]: Check<Omit<Extract<T, { readonly kind: K }>, 'kind'>>
}

/** A union told apart by `kind`. */
export function union<T extends { kind: string }>(kinds: ByKind<T>): Check<T> {
  return (value, path) => {
    const kind =
      typeof value === 'object' && value !== null && Object.hasOwn(value, 'kind')
        ? (value as { kind?: unknown }).kind
        : undefined
    const where = path === '' ? 'kind' : `${path}.kind`
    if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) {
      throw new UplinkError('unknown-kind', where, `must be one of ${Object.keys(kinds).join(', ')}`)
    }
    const check = kinds[kind as T['kind']] as Check<object>
    return { kind, ...check(value, path) } as T
  }
}

/** `check`, and then a condition that more than one member has a part in. */
export function where<T>(check: Check<T>, holds: (value: T) => boolean, what: string): Check<T> {
  return (value, path) => {
    const checked = check(value, path)
    return holds(checked) ? checked : fail(path, what)
  }
}

function fail(path: string, detail: string): never {
  throw new UplinkError('invalid', path, detail)
}
