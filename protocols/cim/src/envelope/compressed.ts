import { CimError } from '../cim-error.ts'
import { payloadNouns } from '../nouns/nouns.ts'
import { group } from '../schema/schema.ts'
import { DocumentDecoder } from '../xml/decode.ts'
import { DocumentEncoder } from '../xml/encode.ts'
import { textOf } from '../xml/encoding.ts'
import { defaultLimits, type Limits } from '../xml/limits.ts'
import type { Payload } from './parts.ts'
import { spacesOf } from './spaces.ts'

/** Opens gzip. Must stop at `most` octets: a small stream can hold a large one. */
export type Inflate = (gzip: Uint8Array, most: number) => Uint8Array
export type Deflate = (octets: Uint8Array) => Uint8Array

interface Settings {
  readonly limits?: Partial<Limits>
  readonly strict?: boolean
  readonly inflate?: Inflate
}

const content = group(payloadNouns)

/** A payload with what was compressed in its place. As it is where nothing opens it. Throws CimError. */
export function openPayload<T extends Payload>(payload: T, settings: Settings, ignored: string[]): T {
  const { Compressed: compressed } = payload
  if (compressed === undefined || settings.inflate === undefined) return payload
  const limits = { ...defaultLimits, ...settings.limits }
  const octets = inflated(compressed, settings.inflate, limits.octets)
  const decoder = new DocumentDecoder(content, { limits, strict: settings.strict ?? false })
  decoder.read(textOf(octets))
  ignored.push(...decoder.ignored)
  const { Compressed: _, ...rest } = payload
  return { ...(rest as T), ...decoder.document }
}

function inflated(compressed: string, inflate: Inflate, most: number): Uint8Array {
  try {
    return inflate(octetsOf(compressed), most)
  } catch (cause) {
    throw new CimError('compressed-invalid', `cannot be opened within ${most} octets`, {
      path: 'Payload/Compressed',
      cause,
    })
  }
}

/** The nouns of a payload as its member Compressed. Throws CimError. */
export function compressPayload(payload: Payload, deflate: Deflate, year: string): Payload {
  const spaces = spacesOf(year)
  const [[name, schema] = []] = Object.entries(payloadNouns).filter(([noun]) => noun in payload)
  if (name === undefined || schema === undefined) return payload
  const { [name as keyof Payload]: value, ...rest } = payload
  const xml = new DocumentEncoder(spaces, false, spaces.profile(name)).write(
    name,
    schema,
    value,
    spaces.profile(name),
  )
  return { ...rest, Compressed: base64Of(deflate(new TextEncoder().encode(xml))), Format: 'XML' }
}

function octetsOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

function base64Of(octets: Uint8Array): string {
  let text = ''
  for (const octet of octets) text += String.fromCharCode(octet)
  return btoa(text)
}
