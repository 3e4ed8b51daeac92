import { DecodeError, type Reader, type Writer } from '@ferraris/bytes'
import { type Codec, EncodeError, type ValueOf } from './codec.ts'
import type { Shape } from './shape.ts'

// biome-ignore lint/suspicious/noExplicitAny: a declaration may hold fields of any type; inference keeps each one
type Fields = Readonly<Record<string, Codec<any>>>

/** The object type of declared fields: those that may be `undefined` become optional members. */
export type FieldsOf<F> = Simplify<
  { -readonly [K in keyof F as undefined extends ValueOf<F[K]> ? never : K]: ValueOf<F[K]> } & {
    -readonly [K in keyof F as undefined extends ValueOf<F[K]> ? K : never]?: ValueOf<F[K]>
  }
>
type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** Decodes one named field, which begins at `from`; an error on the way out learns the field's name. */
export function decodeField<T>(reader: Reader, name: string, codec: Codec<T>, from = reader.offset): T {
  const tracer = reader.tracer
  try {
    if (tracer === undefined) return codec.decode(reader)
    tracer.enter(name, from)
    const value = codec.decode(reader)
    tracer.leave(reader.offset, value)
    return value
  } catch (error) {
    throw error instanceof DecodeError ? error.within(name) : error
  }
}

/** Named fields in their order on the wire. */
export function sequence<const F extends Fields>(name: string, fields: F): Codec<FieldsOf<F>> {
  const entries = Object.entries(fields)
  return {
    shape: { kind: 'sequence', name, fields: entries.map(([field, codec]) => [field, codec.shape]) },
    encode(writer, value) {
      for (const [field, codec] of entries) codec.encode(writer, (value as Record<string, unknown>)[field])
    },
    decode(reader) {
      const value: Record<string, unknown> = {}
      for (const [field, codec] of entries) {
        const member = decodeField(reader, field, codec)
        if (member !== undefined) value[field] = member
      }
      return value as FieldsOf<F>
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as above
type Alternatives = Readonly<Record<string, readonly [tag: number, codec: Codec<any>]>>

/** A union told apart by `kind`. */
export type AlternativesOf<A> = {
  [K in keyof A]: A[K] extends readonly [number, Codec<infer T>] ? Simplify<{ readonly kind: K } & T> : never
}[keyof A]

/** One of several sequences, told apart by a leading tag octet. */
export function choice<const A extends Alternatives>(
  name: string,
  alternatives: A,
): Codec<AlternativesOf<A>> {
  const byTag = new Map(Object.entries(alternatives).map(([kind, [tag, codec]]) => [tag, { kind, codec }]))
  return {
    shape: {
      kind: 'choice',
      name,
      alternatives: Object.entries(alternatives).map(([kind, [tag, codec]]) => [kind, tag, codec.shape]),
    },
    encode(writer, value) {
      const alternative = alternatives[value.kind as string]
      if (alternative === undefined) throw new EncodeError(`${name} has no alternative ${String(value.kind)}`)
      writer.u8(alternative[0])
      alternative[1].encode(writer, value)
    },
    decode(reader) {
      const offset = reader.offset
      const tag = reader.u8()
      const alternative = byTag.get(tag)
      if (alternative === undefined) throw unknownTag(name, tag, offset, [...byTag.keys()])
      const value = decodeField(reader, alternative.kind, alternative.codec, offset)
      return { kind: alternative.kind, ...value }
    },
  }
}

function unknownTag(name: string, tag: number, offset: number, known: readonly number[]): DecodeError {
  const list = known.map(t => t.toString(16).padStart(2, '0')).join(' ')
  return new DecodeError(
    'unexpected',
    offset,
    `${name} does not begin with octet ${tag.toString(16).padStart(2, '0')} (known: ${list})`,
  )
}

/** The same octets seen as another type. `from` may throw a DecodeError made with the given offset. */
export function mapped<W, T>(
  wire: Codec<W>,
  to: (value: T) => W,
  from: (value: W, offset: number) => T,
  shape: Shape = wire.shape,
): Codec<T> {
  return {
    shape,
    encode: (writer: Writer, value: T) => wire.encode(writer, to(value)),
    decode(reader) {
      const offset = reader.offset
      return from(wire.decode(reader), offset)
    },
  }
}

/** Everything up to the end of the window. */
export const rest: Codec<Uint8Array> = {
  shape: { kind: 'octets' },
  encode: (writer, value) => void writer.bytes(value),
  decode: reader => reader.take(reader.remaining),
}
