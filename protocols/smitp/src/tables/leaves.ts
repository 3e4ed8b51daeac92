import type { Codec } from '@ferraris/codec'

/** Text to the end of the row, one octet a character. */
export const text: Codec<string> = {
  shape: { kind: 'leaf', name: 'text' },
  encode: (writer, value) => void writer.latin1(value),
  decode: reader => reader.latin1(reader.remaining),
}
