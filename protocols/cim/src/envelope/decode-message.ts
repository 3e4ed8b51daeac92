import { CimError } from '../cim-error.ts'
import type { Noun } from '../nouns/nouns.ts'
import type { Fields, Group } from '../schema/schema.ts'
import { DocumentDecoder } from '../xml/decode.ts'
import { textOf } from '../xml/encoding.ts'
import { defaultLimits, type Limits } from '../xml/limits.ts'
import { type Inflate, openPayload } from './compressed.ts'
import { eventVerbs, type Header, requestVerbs } from './header.ts'
import { defaultYear, type FaultMessage, type Form, type Message } from './message.ts'
import { documents, type Root, roots } from './roots.ts'
import { yearOf } from './spaces.ts'

export interface DecodeSettings {
  /** Where they differ from the defaults. */
  readonly limits?: Partial<Limits>
  /** Unknown elements are an error. Default: they are told in `ignored`. */
  readonly strict?: boolean
  /** Opens gzip; without it a compressed payload stays closed. */
  readonly inflate?: Inflate
}

/** A message, and the paths of elements in it that no declaration knows. */
export type DecodedMessage = Message & { readonly ignored: readonly string[] }

/** Reads one message, of any noun and either form. Throws CimError, which has as much of the header as was understood. */
export function decodeMessage(octets: Uint8Array, settings: DecodeSettings = {}): DecodedMessage {
  const { document, ignored } = decodeDocument(octets, documents, settings)
  return messageOf(document, ignored, settings)
}

/** Reads one document of a declared kind. Throws CimError with the header of the message in it. */
export function decodeDocument(
  octets: Uint8Array,
  declared: Group<Fields>,
  settings: DecodeSettings,
): DocumentDecoder {
  const limits = { ...defaultLimits, ...settings.limits }
  if (octets.length > limits.octets)
    throw new CimError('too-long', `${octets.length} octets, more than ${limits.octets}`)
  const decoder = new DocumentDecoder(declared, { limits, strict: settings.strict ?? false })
  try {
    decoder.read(textOf(octets))
  } catch (error) {
    if (!(error instanceof CimError)) throw error
    const header = headerIn(decoder.opened)
    if (header !== undefined) error.header = header
    throw error
  }
  return decoder
}

/** The message that a document holds, by its outermost element. Throws CimError. */
export function messageOf(
  document: Readonly<Record<string, unknown>>,
  ignored: readonly string[],
  settings: DecodeSettings,
): DecodedMessage {
  for (const [name, value] of Object.entries(document)) {
    const root = roots.get(name)
    if (root === undefined) continue
    const { xmlns, ...content } = value as { readonly xmlns: string }
    const form = formOf(root, xmlns)
    const message = { kind: root.kind, form, year: yearOf(xmlns, defaultYear), ...content } as Message
    if (message.kind === 'fault') return { ...message, ...nounAlone(root), ignored }
    checkHeader(name, root, message)
    return withPayload(message, ignored, settings)
  }
  throw new CimError('root-unknown', 'there is no message')
}

function nounAlone({ noun }: Root): { readonly noun?: Noun } {
  return noun === undefined ? {} : { noun }
}

/** With its payload opened. */
function withPayload(
  message: Exclude<Message, FaultMessage>,
  ignored: readonly string[],
  settings: DecodeSettings,
): DecodedMessage {
  if (message.Payload?.Compressed === undefined) return { ...message, ignored }
  try {
    const inner: string[] = []
    const payload = openPayload(message.Payload, settings, inner)
    return { ...message, Payload: payload, ignored: [...ignored, ...inner] }
  } catch (error) {
    if (error instanceof CimError) error.header = message.Header
    throw error
  }
}

function formOf({ noun }: Root, space: string): Form {
  if (noun === undefined) return 'generic'
  return /\/Get\w+Message$/.test(space) ? 'typed-query' : 'typed'
}

/** The outermost element, or the kind of message, and the header must agree: else it is unknown which of them is meant. */
function checkHeader(name: string, { noun, verb }: Root, message: Exclude<Message, FaultMessage>): void {
  const { Header: header } = message
  const { Noun: told, Verb: asked } = header
  const verbs: readonly string[] =
    verb !== undefined ? [verb] : message.kind === 'request' ? requestVerbs : eventVerbs
  if (message.kind !== 'response' && !verbs.includes(asked)) {
    const detail = `is ${asked}, where ${name} stands for ${verbs.join(', ')}`
    throw contradiction(`${name}/Header/Verb`, detail, header)
  }
  if (noun !== undefined && told !== noun && told !== `Get${noun}`) {
    throw contradiction(
      `${name}/Header/Noun`,
      `is ${told.slice(0, 80)}, where ${name} stands for ${noun}`,
      header,
    )
  }
}

function contradiction(path: string, detail: string, header: Header): CimError {
  const error = new CimError('contradiction', detail, { path })
  error.header = header
  return error
}

/** The header of the message in a document that could not be read to its end. */
function headerIn(opened: readonly Readonly<Record<string, unknown>>[]): Partial<Header> | undefined {
  for (const { Header: header } of opened) {
    if (typeof header === 'object' && header !== null && 'Verb' in header) return header as Partial<Header>
  }
  return undefined
}
