import { fromHex, HexError, toHex } from '@ferraris/bytes'
import { type Obis, ObisError, obis } from '../obis.ts'
import { MeterImageError } from './meter-image-error.ts'

/** One attribute as a client found it: what it may do with it, and the value in A-XDR if it could be read. */
export interface AttributeImage {
  /** Bits of `access`. */
  readonly access: number
  readonly value: Uint8Array | undefined
}

/** One object of a meter. */
export interface ObjectImage {
  readonly classId: number
  readonly version: number
  readonly obis: Obis
  readonly attributes: ReadonlyMap<number, AttributeImage>
  /** Access bits of each method. */
  readonly methods: ReadonlyMap<number, number>
}

/** What one client sees of a meter at one moment: enough to start a virtual meter that shows the same. */
export interface MeterImage {
  readonly deviceName: string
  /** 8 octets; absent where the meter did not give it. */
  readonly systemTitle: Uint8Array | undefined
  /** Address of the client that read. */
  readonly client: number
  /** Epoch milliseconds. */
  readonly readAt: number
  readonly objects: readonly ObjectImage[]
}

const format = 'ferraris-meter-image/1'
/** An image with more octets than this is none. */
const maxLength = 64_000_000

/** The image as JSON, one line for each object so that two of them can be compared. */
export function formatMeterImage({ deviceName, systemTitle, client, readAt, objects }: MeterImage): string {
  const head = {
    format,
    deviceName,
    systemTitle: systemTitle === undefined ? null : toHex(systemTitle),
    client,
    readAt: new Date(readAt).toISOString(),
  }
  const lines = objects.map(object => `    ${JSON.stringify(documentOf(object))}`)
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "objects": [\n${lines.join(',\n')}\n  ]\n}\n`
}

function documentOf({ classId, version, obis, attributes, methods }: ObjectImage) {
  return {
    classId,
    version,
    obis,
    attributes: Object.fromEntries(
      [...attributes].map(([id, { access, value }]) => [
        id,
        { access, ...(value && { value: toHex(value) }) },
      ]),
    ),
    methods: Object.fromEntries(methods),
  }
}

/** Reads an image. Throws {@link MeterImageError}, which names the member at fault. */
export function parseMeterImage(text: string): MeterImage {
  if (text.length > maxLength) throw new MeterImageError('', `is longer than ${maxLength} characters`)
  const document = record(json(text), '')
  if (document.format !== format) throw new MeterImageError('format', `is not ${format}`)
  const { deviceName, systemTitle, readAt, objects } = document
  if (typeof deviceName !== 'string') throw new MeterImageError('deviceName', 'is no text')
  const instant = typeof readAt === 'string' ? Date.parse(readAt) : Number.NaN
  if (Number.isNaN(instant)) throw new MeterImageError('readAt', 'is no moment; write 2026-11-21T10:00:00Z')
  if (!Array.isArray(objects)) throw new MeterImageError('objects', 'is no list')
  return {
    deviceName,
    systemTitle: systemTitle === null ? undefined : octets(systemTitle, 'systemTitle'),
    client: whole(document.client, 'client', 0xffff),
    readAt: instant,
    objects: objects.map((object, i) => objectOf(object, `objects[${i}]`)),
  }
}

function objectOf(given: unknown, path: string): ObjectImage {
  const object = record(given, path)
  return {
    classId: whole(object.classId, `${path}.classId`, 0xffff),
    version: whole(object.version, `${path}.version`, 0xff),
    obis: nameOf(object.obis, `${path}.obis`),
    attributes: new Map(
      members(object.attributes, `${path}.attributes`).map(([id, attribute, at]) => [
        id,
        attributeOf(attribute, at),
      ]),
    ),
    methods: new Map(
      members(object.methods, `${path}.methods`).map(([id, access, at]) => [id, whole(access, at, 0xff)]),
    ),
  }
}

function attributeOf(given: unknown, path: string): AttributeImage {
  const { access, value } = record(given, path)
  return {
    access: whole(access, `${path}.access`, 0xff),
    value: value === undefined ? undefined : octets(value, `${path}.value`),
  }
}

/** Members named by numbers. */
function members(given: unknown, path: string): [id: number, value: unknown, path: string][] {
  return Object.entries(record(given, path)).map(([id, value]) => {
    if (!/^-?\d{1,3}$/.test(id)) throw new MeterImageError(`${path}.${id}`, 'is no number of a member')
    return [Number(id), value, `${path}.${id}`]
  })
}

function record(given: unknown, path: string): Record<string, unknown> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given))
    return given as Record<string, unknown>
  throw new MeterImageError(path, 'is no object')
}

function whole(given: unknown, path: string, most: number): number {
  if (Number.isInteger(given) && (given as number) >= 0 && (given as number) <= most) return given as number
  throw new MeterImageError(path, `is no whole number up to ${most}`)
}

function octets(given: unknown, path: string): Uint8Array {
  try {
    if (typeof given === 'string') return fromHex(given)
  } catch (error) {
    if (!(error instanceof HexError)) throw error
  }
  throw new MeterImageError(path, 'is no hex')
}

function nameOf(given: unknown, path: string): Obis {
  try {
    return obis(String(given))
  } catch (error) {
    if (error instanceof ObisError) throw new MeterImageError(path, error.message, error)
    throw error
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MeterImageError('', 'is not JSON', error)
  }
}
