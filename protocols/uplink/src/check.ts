import { UplinkError } from './uplink-error.ts'

/**
 * A declared check: takes what JSON gave and returns it as `T`, made anew from declared members only, or throws
 * {@link UplinkError} with the path of the fault. Undeclared members are left behind, so that a newer peer can
 * send more than we understand.
 */
export type Check<T> = (value: unknown, path: string) => T

/** What a check gives: the type of a message follows from its declaration. */
export type Infer<C> = C extends Check<infer T> ? T : never

declare const mayBeLeftOut: unique symbol

/** The check of a member that may be left out. */
export interface Optional<T> extends Check<T | undefined> {
  readonly [mayBeLeftOut]: T
}

export function optional<T>(check: Check<T>): Optional<T> {
  const given: Check<T | undefined> = (value, path) => (value === undefined ? undefined : check(value, path))
  return given as Optional<T>
}

/** Checks by the name of their member. */
type Members = Readonly<Record<string, Check<unknown>>>

type Flat<T> = { [K in keyof T]: T[K] }

/** What checks of members make together. */
export type Made<M extends Members> = Flat<
  { readonly [K in keyof M as M[K] extends Optional<unknown> ? never : K]: Infer<M[K]> } & {
    readonly [K in keyof M as M[K] extends Optional<unknown> ? K : never]?: M[K] extends Optional<infer T>
      ? T
      : never
  }
>

export function record<M extends Members>(members: M): Check<Made<M>> {
  const entries = Object.entries(members)
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'must be an object')
    const made: Record<string, unknown> = {}
    for (const [name, check] of entries) {
      const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
      const member = check(given, path === '' ? name : `${path}.${name}`)
      if (member !== undefined) made[name] = member
    }
    return made as Made<M>
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

/** The checks of a union's members by their `kind`, which they do not declare themselves. */
type Kinds = Readonly<Record<string, Check<object>>>

/** What checks by kind make: one of the members, with its kind. */
type OneOf<M extends Kinds> = {
  [K in keyof M & string]: Flat<{ readonly kind: K } & Infer<M[K]>>
}[keyof M & string]

/** A union told apart by `kind`. */
export function union<M extends Kinds>(kinds: M): Check<OneOf<M>> {
  return (value, path) => {
    const kind =
      typeof value === 'object' && value !== null && Object.hasOwn(value, 'kind')
        ? (value as { kind?: unknown }).kind
        : undefined
    const check = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
    if (check === undefined) {
      const where = path === '' ? 'kind' : `${path}.kind`
      throw new UplinkError('unknown-kind', where, `must be one of ${Object.keys(kinds).join(', ')}`)
    }
    return { kind, ...check(value, path) } as OneOf<M>
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
