/** BER leaves (ISO/IEC 8825-1), as much as ACSE needs: definite lengths, one-octet tags. */
import { DecodeError, Writer } from '@ferraris/bytes'
import { readLength, writeLength } from './axdr.ts'
import type { Codec } from './codec.ts'
import { decodeField, type FieldsOf } from './combinators.ts'

/** Tag, length and the content; the content must fill the length exactly. */
export function tlv<T>(tag: number, content: Codec<T>): Codec<T> {
  return {
    shape: content.shape,
    encode(writer, value) {
      const inner = new Writer()
      content.encode(inner, value)
      const octets = inner.finish()
      writer.u8(tag)
      writeLength(writer, octets.length)
      writer.bytes(octets)
    },
    decode(reader) {
      const offset = reader.offset
      const found = reader.u8()
      if (found !== tag)
        throw new DecodeError('unexpected', offset, `tag ${hex(found)} instead of ${hex(tag)}`)
      const window = reader.window(readLength(reader))
      const value = content.decode(window)
      window.finish()
      return value
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a declaration may hold fields of any type; inference keeps each one
type TaggedFields = Readonly<Record<string, readonly [tag: number, codec: Codec<any>, presence?: 'optional']>>

type CodecsOf<F> = {
  [K in keyof F]: F[K] extends readonly [number, Codec<infer T>, 'optional']
    ? Codec<T | undefined>
    : F[K] extends readonly [number, infer C]
      ? C
      : never
}

/** A SEQUENCE of tagged fields in their order, some of them optional, inside an outer tag. */
export function taggedSequence<const F extends TaggedFields>(
  name: string,
  tag: number,
  fields: F,
): Codec<FieldsOf<CodecsOf<F>>> {
  const entries = Object.entries(fields).map(([field, [fieldTag, codec, presence]]) => ({
    field,
    fieldTag,
    codec: tlv(fieldTag, codec),
    optional: presence === 'optional',
  }))
  return tlv(tag, {
    shape: {
      kind: 'sequence',
      name,
      fields: entries.map(({ field, codec, optional }) => [
        field,
        optional ? { kind: 'optional', of: codec.shape } : codec.shape,
      ]),
    },
    encode(writer, value) {
      for (const { field, codec } of entries) {
        const member = (value as Record<string, unknown>)[field]
        if (member !== undefined) codec.encode(writer, member)
      }
    },
    decode(reader) {
      const value: Record<string, unknown> = {}
      for (const { field, fieldTag, codec, optional } of entries) {
        if (reader.remaining > 0 && reader.peek() === fieldTag)
          value[field] = decodeField(reader, field, codec)
        else if (!optional) {
          throw new DecodeError('unexpected', reader.offset, `tag ${hex(fieldTag)} is missing`).within(field)
        }
      }
      return value as FieldsOf<CodecsOf<F>>
    },
  })
}

function hex(octet: number) {
  return octet.toString(16).padStart(2, '0')
}
