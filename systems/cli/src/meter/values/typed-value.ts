import { fromHex, HexError } from '@ferraris/bytes'
import { type Data, type DataType, dataTags, encodeDateTime, obis, obisToOctets } from '@ferraris/cosem'
import { InputError } from '../../errors.ts'
import { parseMoment } from './moment.ts'

const ranges: Partial<Record<DataType, readonly [least: bigint, most: bigint]>> = {
  integer: signed(8n),
  long: signed(16n),
  'double-long': signed(32n),
  long64: signed(64n),
  unsigned: unsigned(8n),
  'long-unsigned': unsigned(16n),
  'double-long-unsigned': unsigned(32n),
  'long64-unsigned': unsigned(64n),
  enum: unsigned(8n),
  bcd: unsigned(8n),
}

function signed(bits: bigint): readonly [bigint, bigint] {
  return [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
}

function unsigned(bits: bigint): readonly [bigint, bigint] {
  return [0n, 2n ** bits - 1n]
}

/**
 * A person's text as COSEM data. `like` is the value that stands there now: its type, and for lists the types of its
 * elements, decide how the text is read. Octets are hex, or `obis:1.0.1.8.0.255`, `text:…`, `time:2026-11-21T12:00:00`.
 * Throws InputError.
 */
export function typedValue(text: string, like: Data): Data {
  if (like.type === 'array' || like.type === 'structure') return elementsOf(text, like)
  return scalarValue(text, like.type)
}

/** A type's name as written in `--type`. Throws InputError. */
export function parseType(text: string): DataType {
  if (text in dataTags) return text as DataType
  throw new InputError(
    '--type',
    `${JSON.stringify(text)} is no type`,
    `there are ${Object.keys(dataTags).join(', ')}`,
  )
}

/** Throws InputError where the type cannot hold the text. */
export function scalarValue(text: string, type: DataType): Data {
  const range = ranges[type]
  if (range !== undefined) return numberValue(text, type, range)
  switch (type) {
    case 'null-data':
      return { type, value: null }
    case 'boolean':
      if (/^(true|on|1)$/i.test(text)) return { type, value: true }
      if (/^(false|off|0)$/i.test(text)) return { type, value: false }
      throw wrong(text, type, 'write true or false')
    case 'visible-string':
    case 'utf8-string':
      return { type, value: text }
    case 'bit-string':
      if (/^[01]*$/.test(text)) return { type, value: text }
      throw wrong(text, type, 'write zeros and ones, the first bit first')
    case 'octet-string':
    case 'date-time':
    case 'date':
    case 'time':
      return { type, value: octetsOf(text, type) }
    case 'float32':
    case 'float64': {
      const value = text.trim() === '' ? Number.NaN : Number(text)
      if (Number.isFinite(value)) return { type, value }
      throw wrong(text, type, 'write a number such as 1.5')
    }
    default:
      throw new InputError(
        '--type',
        `a value of type ${type} cannot be written as text`,
        'choose another type',
      )
  }
}

function numberValue(text: string, type: DataType, [least, most]: readonly [bigint, bigint]): Data {
  if (!/^-?\d+$/.test(text))
    throw wrong(text, type, `write a whole number ${least} to ${most}, without scaler and unit`)
  const value = BigInt(text)
  if (value < least || value > most) throw wrong(text, type, `it holds ${least} to ${most}`)
  return (type.startsWith('long64') ? { type, value } : { type, value: Number(value) }) as Data
}

function octetsOf(text: string, type: DataType): Uint8Array {
  const [, kind, rest = ''] = /^(text|obis|time):(.*)$/s.exec(text) ?? []
  if (kind === 'text') return new TextEncoder().encode(rest)
  if (kind === 'obis') return obisToOctets(obis(rest))
  if (kind === 'time') return encodeDateTime(parseMoment(rest, 'value'))
  try {
    return fromHex(text)
  } catch (error) {
    if (!(error instanceof HexError)) throw error
    throw wrong(text, type, 'write hex digits, or text:…, obis:1.0.1.8.0.255, time:2026-11-21T12:00:00')
  }
}

/** A list as JSON; its elements are read like those that stand there, the last one standing for any that follow. */
function elementsOf(text: string, like: Extract<Data, { type: 'array' | 'structure' }>): Data {
  let elements: unknown
  try {
    elements = JSON.parse(text)
  } catch {
    throw wrong(text, like.type, 'write JSON, for example [0, 30]')
  }
  if (!Array.isArray(elements)) throw wrong(text, like.type, 'write a JSON array, for example [0, 30]')
  if (like.type === 'structure' && elements.length !== like.value.length) {
    throw wrong(text, like.type, `it has ${like.value.length} members`)
  }
  const value = elements.map((element, i) => {
    const model = like.value[i] ?? like.value.at(-1)
    if (model === undefined)
      throw wrong(text, like.type, 'the list is empty now, so the type of its elements is not known')
    return typedValue(typeof element === 'string' ? element : JSON.stringify(element), model)
  })
  return { type: like.type, value }
}

function wrong(text: string, type: DataType, hint: string): InputError {
  return new InputError('value', `${JSON.stringify(text)} does not fit the type ${type}`, hint)
}
