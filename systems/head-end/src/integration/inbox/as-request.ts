import type { DecodedMessage, EventMessage, RequestMessage } from '@ferraris/cim'

/** Nouns of which the events of other systems are as good as a request to take what they tell. */
const taken: ReadonlySet<string> = new Set(['EndDeviceEvents'])

/** What a message asks for: a request, or an event that is taken; undefined for what is kept to be seen, and from which nothing follows. */
export function asRequest(message: Exclude<DecodedMessage, { kind: 'fault' }>): RequestMessage | undefined {
  if (message.kind === 'request') return message
  if (message.kind !== 'event' || !isTaken(message)) return undefined
  return { ...message, kind: 'request', Header: { ...message.Header, Verb: 'create' } }
}

function isTaken({ Header: { Noun: noun, Verb: verb } }: EventMessage): boolean {
  return verb === 'created' && taken.has(noun)
}
