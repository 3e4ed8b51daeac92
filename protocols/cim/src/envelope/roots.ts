import { type Noun, payloadNouns } from '../nouns/nouns.ts'
import { type Fields, type Group, group } from '../schema/schema.ts'
import { type EventVerb, eventVerbs, type RequestVerb, requestVerbs } from './header.ts'
import { type MessageKind, messageParts } from './parts.ts'

/** What the outermost element of a message says. */
export interface Root {
  readonly kind: MessageKind
  /** In the typed form. */
  readonly noun?: Noun
  readonly verb?: RequestVerb | EventVerb
}

/** The outermost elements of the generic form. */
export const genericNames = {
  request: 'RequestMessage',
  response: 'ResponseMessage',
  event: 'EventMessage',
  fault: 'FaultMessage',
} as const satisfies Record<MessageKind, string>

const generic = (Object.keys(genericNames) as MessageKind[]).map(
  kind => [genericNames[kind], { kind }] as const,
)

function typed(noun: Noun): (readonly [name: string, root: Root])[] {
  return [
    ...requestVerbs.map(verb => [rootName(verb, noun), { kind: 'request', noun, verb }] as const),
    ...eventVerbs.map(verb => [rootName(verb, noun), { kind: 'event', noun, verb }] as const),
    [`${noun}${genericNames.response}`, { kind: 'response', noun }],
    [`${noun}${genericNames.fault}`, { kind: 'fault', noun }],
  ]
}

/** `CreateEndDeviceControls`. */
export function rootName(verb: RequestVerb | EventVerb, noun: Noun): string {
  return `${verb.slice(0, 1).toUpperCase()}${verb.slice(1)}${noun}`
}

/** Every outermost element, of both forms, by its local name. */
export const roots: ReadonlyMap<string, Root> = new Map<string, Root>([
  ...generic,
  ...(Object.keys(payloadNouns) as Noun[]).flatMap(typed),
])

/** The outermost elements as what a document may hold. */
export const documents: Group<Fields> = group(
  Object.fromEntries([...roots].map(([name, { kind }]) => [name, messageParts[kind]])),
)
