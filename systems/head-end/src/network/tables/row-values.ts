import { fromHex, HexError, toHex } from '@ferraris/bytes'
import { type Codec, EncodeError, encode } from '@ferraris/codec'
import { invalidParameter } from '@ferraris/service'

/** A row's members as JSON has them: octets as hex digits, sets as lists. */
export function valuesOf(row: unknown): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(row, (_, value: unknown) => {
      if (value instanceof Uint8Array) return toHex(value)
      return value instanceof Set ? [...value] : value
    }) ?? '{}',
  ) as Record<string, unknown>
}

/** The octets of a row of these members. Throws Problem `invalid-request`. */
export function octetsOf(codec: Codec<unknown>, values: Readonly<Record<string, unknown>>): Uint8Array {
  const { shape } = codec
  if (shape.kind !== 'sequence') throw invalidParameter('values', 'this row is written by its octets')
  const names = new Set<string>(shape.fields.map(([name]) => name))
  for (const name of Object.keys(values)) {
    if (!names.has(name))
      throw invalidParameter(`values.${name}`, `is no member; there are ${[...names].join(', ')}`)
  }
  const row = Object.fromEntries(
    shape.fields.map(([name, of]) => {
      const value = values[name]
      if (value === undefined) throw invalidParameter(`values.${name}`, 'is missing')
      return [name, of.kind === 'octets' ? hexOctets(value, `values.${name}`) : value]
    }),
  )
  try {
    return encode(codec, row)
  } catch (error) {
    if (error instanceof EncodeError || error instanceof TypeError || error instanceof RangeError)
      throw invalidParameter('values', `they make no row: ${error.message}`)
    throw error
  }
}

/** Throws Problem `invalid-request`. */
export function hexOctets(text: unknown, parameter: string): Uint8Array {
  try {
    return fromHex(String(text))
  } catch (error) {
    if (error instanceof HexError) throw invalidParameter(parameter, error.message)
    throw error
  }
}
