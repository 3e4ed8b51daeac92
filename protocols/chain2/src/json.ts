/** Checks of values out of JSON; `invalid` makes the error of the text at hand. */
type Invalid = (path: string, detail: string) => Error

export function members(value: unknown, path: string, invalid: Invalid): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(path, 'must be an object')
  return value as Record<string, unknown>
}

export function list(
  value: unknown,
  path: string,
  [least, most]: readonly [number, number],
  invalid: Invalid,
): readonly unknown[] {
  if (!Array.isArray(value) || value.length < least || value.length > most)
    throw invalid(path, `must be a list of ${least === most ? most : `${least} to ${most}`}`)
  return value
}

export function text(value: unknown, path: string, form: RegExp, invalid: Invalid): string {
  if (typeof value !== 'string' || !form.test(value))
    throw invalid(path, `must be a text like ${form.source}`)
  return value
}

export function integer(value: unknown, path: string, highest: number, invalid: Invalid): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > highest)
    throw invalid(path, `must be a whole number from 0 to ${highest}`)
  return value
}

export function truth(value: unknown, path: string, invalid: Invalid): boolean {
  if (typeof value !== 'boolean') throw invalid(path, 'must be true or false')
  return value
}

export function oneOf<T extends string>(
  value: unknown,
  path: string,
  allowed: readonly T[],
  invalid: Invalid,
): T {
  const found = allowed.find(one => one === value)
  if (found === undefined) throw invalid(path, `must be one of ${allowed.join(', ')}`)
  return found
}
