import { DecodeError, defined, Reader, type Tracer } from '@ferraris/bytes'
import type { Codec } from './codec.ts'

/** One field of a decoded message with the octets it came from: `[from, to)` in the input. */
export interface Field {
  readonly name: string
  readonly from: number
  to: number
  /** What was decoded; missing where an error came before the field's end. */
  value?: unknown
  fields?: Field[]
}

export interface Annotation<T> {
  readonly fields: Field[]
  /** What was decoded, unless `error` says why not; the fields up to the fault are there in both cases. */
  readonly value?: T
  readonly error?: DecodeError
}

/** Decodes and gives the octets of each field. */
export function annotate<T>(
  codec: Codec<T>,
  octets: Uint8Array,
  start = 0,
  end = octets.length,
): Annotation<T> {
  const tracer = new FieldTracer()
  const reader = new Reader(octets, { start, end, tracer })
  try {
    const value = codec.decode(reader)
    reader.finish()
    return { fields: tracer.fields, value }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    tracer.close(error.offset)
    return { fields: tracer.fields, error }
  }
}

class FieldTracer implements Tracer {
  readonly fields: Field[] = []
  readonly #open: Field[] = []

  enter(name: string, offset: number): void {
    const field: Field = { name, from: offset, to: offset }
    const parent = this.#open.at(-1)
    if (parent === undefined) this.fields.push(field)
    else {
      parent.fields ??= []
      parent.fields.push(field)
    }
    this.#open.push(field)
  }

  leave(offset: number, value: unknown): void {
    const field = defined(this.#open.pop(), 'the field to leave')
    field.to = offset
    field.value = value
  }

  /** Ends the fields that an error left open. */
  close(offset: number): void {
    for (const field of this.#open) field.to = Math.max(field.from, offset)
  }
}
