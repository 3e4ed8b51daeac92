import type { Message } from '../application/messages.ts'
import { answerDiscipline, type Discipline } from '../mac/discipline.ts'
import type { Ciphering } from '../security/security.ts'

/** A request of the application layer. */
export type SmitpRequest = Extract<Message, { readonly kind: `${string}.request` }>

export function isRequest(message: Message): message is SmitpRequest {
  return message.kind.endsWith('.request')
}

/** What a client may ask for; it challenges of its own accord. */
export type ClientRequest = Exclude<SmitpRequest, { readonly kind: 'challenge.request' }>

const reading = new Set<SmitpRequest['kind']>([
  'read.request',
  'read-table.request',
  'read-table-selective.request',
  'select-buffer.request',
  'list-tables.request',
])

/** Whether a request only reads: then it may be made again under another number without any doubt. */
export function isReading({ kind }: SmitpRequest): boolean {
  return reading.has(kind)
}

/** Reads under the read key K2, all else under the write key K1. Block mode is never chosen, only understood. */
export function cipheringOf(request: SmitpRequest): Ciphering {
  return isReading(request) ? 'ctr-read' : 'ctr-write'
}

const clear = new Set<SmitpRequest['kind']>([
  'firmware-local.request',
  'firmware-broadcast.request',
  'emergency.request',
])

/** Blocks of firmware have no authenticated twin: the image is checked as a whole. A called emergency bears its own proof. */
export function isClear({ kind }: SmitpRequest): boolean {
  return clear.has(kind)
}

/** Octets of an answer beside its data: ATTR, DATE-TIME and TMAC. */
const answerOverhead = 17

/** The discipline that holds the answer to a request: acknowledgements are short, readings as long as is expected. */
export function disciplineFor(request: SmitpRequest, expected: number | undefined): Discipline {
  if (!isReading(request)) return 'RA1'
  return expected === undefined ? 'RA7' : answerDiscipline(Math.max(20, answerOverhead + expected))
}
