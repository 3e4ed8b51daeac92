import type { EventVerb, RequestVerb } from '../envelope/header.ts'
import type { Message } from '../envelope/message.ts'
import { genericNames, rootName } from '../envelope/roots.ts'
import type { Noun } from '../nouns/nouns.ts'

/** One operation of a service: a message in, an answer out. */
export interface SoapOperation {
  readonly name: string
  readonly action: string
  /** The outermost element of what is sent, and of the answers. */
  readonly input: string
  readonly output: string
  readonly fault: string
  /** Whether its elements are those of the noun's service of queries. */
  readonly query: boolean
}

/** The operations of the generic service: ours in name, the standard's in their elements. */
export const genericOperations = {
  request: 'Request',
  event: 'Publish',
  response: 'Reply',
} as const

export function genericOperation(year: string, kind: keyof typeof genericOperations): SoapOperation {
  return {
    name: genericOperations[kind],
    action: `http://iec.ch/TC57/${year}/${genericOperations[kind]}`,
    input: genericNames[kind],
    output: genericNames.response,
    fault: genericNames.fault,
    query: false,
  }
}

/** The operation of a verb, or the one that takes an answer that comes later. */
export function typedOperation(
  year: string,
  noun: Noun,
  verb: RequestVerb | EventVerb | 'reply',
): SoapOperation {
  const name = verb === 'reply' ? `Reply${noun}` : rootName(verb, noun)
  return {
    name,
    action: `http://iec.ch/TC57/${year}/${verb === 'get' ? 'Get' : ''}${noun}/${name}`,
    input: verb === 'reply' ? `${noun}${genericNames.response}` : name,
    output: `${noun}${genericNames.response}`,
    fault: `${noun}${genericNames.fault}`,
    query: verb === 'get',
  }
}

/** The SOAP action that a message is sent with; undefined for a fault, which is only answered. */
export function soapAction(message: Message, noun: Noun | undefined): string | undefined {
  if (message.kind === 'fault') return undefined
  if (message.form === 'generic' || noun === undefined)
    return genericOperation(message.year, message.kind).action
  return typedOperation(message.year, noun, message.Header.Verb).action
}
