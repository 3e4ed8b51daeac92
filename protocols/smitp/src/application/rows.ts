import { axdr, type Codec, decodeField, EncodeError, sequence, type ValueOf } from '@ferraris/codec'

/** Octets with their count in one octet before them. */
export const counted: Codec<Uint8Array> = {
  shape: { kind: 'octets' },
  encode(writer, value) {
    if (value.length > 0xff) throw new EncodeError(`${value.length} octets in a row, at most 255`)
    writer.u8(value.length).bytes(value)
  },
  decode: reader => reader.take(reader.u8()),
}

/** A row of a table under its number. */
export const row = sequence('row', { row: axdr.unsigned8, data: counted })
export type Row = ValueOf<typeof row>

/** As many values as the message holds. The value takes one octet at least. */
export function untilEnd<T>(codec: Codec<T>): Codec<readonly T[]> {
  return {
    shape: { kind: 'list', of: codec.shape },
    encode(writer, values) {
      for (const value of values) codec.encode(writer, value)
    },
    decode(reader) {
      const values: T[] = []
      while (reader.remaining > 0) values.push(decodeField(reader, String(values.length), codec))
      return values
    },
  }
}
