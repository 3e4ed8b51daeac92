import { type DecodeError, Reader, Writer } from '@ferraris/bytes'
import { defineErrors } from '@ferraris/errors'
import type { Shape } from './shape.ts'

/**
 * A wire format declared once. Encoder and decoder are its two directions, `shape` says what it is made of, so that
 * reference pages, annotated octets and test values come from the same declaration.
 */
export interface Codec<T> {
  readonly shape: Shape
  encode(writer: Writer, value: T): void
  /** Throws {@link DecodeError} and nothing else. */
  decode(reader: Reader): T
}

/** The TypeScript type of a declared format. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never

/** A value that the format cannot carry: the caller's mistake, not the peer's. */
export class EncodeError extends defineErrors('octets', {
  'not-encodable': [
    'local',
    'the format cannot carry the value',
    'give a value within the bounds of its field',
  ],
}) {
  constructor(detail: string) {
    super('not-encodable', detail)
  }
}

/** A value as octets. Throws {@link EncodeError} where the format cannot carry it. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new Writer()
  codec.encode(writer, value)
  return writer.finish()
}

/** Decodes octets that must hold exactly one value. Throws {@link DecodeError}. */
export function decode<T>(codec: Codec<T>, octets: Uint8Array): T {
  const reader = new Reader(octets)
  const value = codec.decode(reader)
  reader.finish()
  return value
}
