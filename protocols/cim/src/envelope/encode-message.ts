import { CimError } from '../cim-error.ts'
import { isNoun, type Noun } from '../nouns/nouns.ts'
import { DocumentEncoder } from '../xml/encode.ts'
import { eventVerbs, requestVerbs } from './header.ts'
import type { Message } from './message.ts'
import { messageParts } from './parts.ts'
import { genericNames, rootName } from './roots.ts'
import { spacesOf, typedSpace } from './spaces.ts'

export interface EncodeSettings {
  /** Elements on lines of their own, for people. Default: one line. */
  readonly pretty?: boolean
  /** The name space of the envelope, where a partner has one of its own. */
  readonly messageSpace?: string
}

/** One message as UTF-8, in its form and edition. Throws CimError for what its declaration does not allow. */
export function encodeMessage(message: Message, settings: EncodeSettings = {}): Uint8Array {
  return new TextEncoder().encode(messageXml(message, settings))
}

/** {@link encodeMessage} as text. */
export function messageXml(message: Message, settings: EncodeSettings = {}): string {
  const { pretty = false, messageSpace } = settings
  const { kind, form, year, ...content } = message
  const spaces = spacesOf(year, messageSpace)
  const noun = form === 'generic' ? undefined : nounOf(message)
  const space = noun === undefined || form === 'generic' ? spaces.message : typedSpace(year, noun, form)
  const encoder = new DocumentEncoder(spaces, pretty, space)
  return encoder.write(elementOf(message, noun), messageParts[kind], withoutMarks(content), space)
}

/** Members that are no elements. */
function withoutMarks(content: object): object {
  const { noun, ignored, ...elements } = content as { noun?: unknown; ignored?: unknown }
  return elements
}

function nounOf(message: Message): Noun {
  const told = message.kind === 'fault' ? message.noun : message.Header.Noun.replace(/^Get/, '')
  if (told !== undefined && isNoun(told)) return told
  throw new CimError('not-encodable', `${told} has no typed form`, { path: 'Header/Noun' })
}

function elementOf(message: Message, noun: Noun | undefined): string {
  const { kind } = message
  if (kind === 'request' || kind === 'event') {
    const verb = message.Header.Verb
    const known =
      kind === 'request' ? requestVerbs.find(one => one === verb) : eventVerbs.find(one => one === verb)
    if (known === undefined) {
      throw new CimError('not-encodable', `${verb} is no verb of a message of this kind`, {
        path: 'Header/Verb',
      })
    }
    if (noun !== undefined) return rootName(known, noun)
  }
  return noun === undefined ? genericNames[kind] : `${noun}${genericNames[kind]}`
}
