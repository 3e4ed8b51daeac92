import { at } from '@ferraris/bytes'
import { type Data, data } from '../data/data.ts'
import { ValueError } from './value-error.ts'
import type { ValueType, ValueTypeOf } from './value-type.ts'

// biome-ignore lint/suspicious/noExplicitAny: a declaration may hold members of any type; inference keeps each one
type Members = Readonly<Record<string, ValueType<any>>>

type MembersOf<M> = { -readonly [K in keyof M]: ValueTypeOf<M[K]> }

/** Named members in their order. */
export function structure<const M extends Members>(members: M): ValueType<MembersOf<M>> {
  const entries = Object.entries(members)
  return {
    text: `structure { ${entries.map(([name, type]) => `${name}: ${type.text}`).join(', ')} }`,
    encode: (value, path = '') =>
      data.structure(
        ...entries.map(([name, type]) =>
          type.encode((value as Record<string, unknown>)[name], member(path, name)),
        ),
      ),
    decode(value, path = '') {
      const found = elementsOf(value, 'structure', path)
      if (found.length !== entries.length) {
        throw new ValueError(path, `structure of ${entries.length} expected, of ${found.length} found`)
      }
      return Object.fromEntries(
        entries.map(([name, type], i) => [name, type.decode(at(found, i), member(path, name))]),
      ) as MembersOf<M>
    },
  }
}

/** Any number of values of one type. */
export function arrayOf<T>(type: ValueType<T>): ValueType<readonly T[]> {
  return {
    text: `array of ${type.text}`,
    encode: (values, path = '') =>
      data.array(...values.map((value, i) => type.encode(value, `${path}[${i}]`))),
    decode: (value, path = '') =>
      elementsOf(value, 'array', path).map((element, i) => type.decode(element, `${path}[${i}]`)),
  }
}

/** The value, or null-data in its place. */
export function nullable<T>(type: ValueType<T>): ValueType<T | undefined> {
  return {
    text: `null-data or ${type.text}`,
    encode: (value, path) => (value === undefined ? data.nothing() : type.encode(value, path)),
    decode: (value, path) => (value.type === 'null-data' ? undefined : type.decode(value, path)),
  }
}

/** Written as `type`; where another form is found, `otherwise` reads it or throws. */
export function alsoRead<T>(
  type: ValueType<T>,
  form: Data['type'],
  otherwise: (value: Data, path: string) => T,
): ValueType<T> {
  return {
    text: `${type.text} or ${form}`,
    encode: type.encode,
    decode: (value, path = '') => (value.type === form ? otherwise(value, path) : type.decode(value, path)),
  }
}

/** The same data seen as another type. */
export function viewed<W, T>(
  wire: ValueType<W>,
  to: (value: T, path: string) => W,
  from: (value: W, path: string) => T,
): ValueType<T> {
  return {
    text: wire.text,
    encode: (value, path = '') => wire.encode(to(value, path), path),
    decode: (value, path = '') => from(wire.decode(value, path), path),
  }
}

function elementsOf(value: Data, type: 'array' | 'structure', path: string): readonly Data[] {
  // A compact array means the same as the array it was packed from.
  if (value.type === type || (type === 'array' && value.type === 'compact-array'))
    return value.value as readonly Data[]
  throw new ValueError(path, `${type} expected, ${value.type} found`)
}

function member(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
