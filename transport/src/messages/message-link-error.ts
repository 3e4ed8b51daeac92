import { type Declarations, defineErrors } from '@ferraris/errors'

const faults = {
  'url-invalid': [
    'input',
    'the text names no place of messages',
    'write https://…, mqtts://…, amqps://…, tls://… or smtps://…; give secrets apart',
  ],
  'tls-required': [
    'input',
    'messages would leave this machine in clear',
    'write https://, mqtts://, amqps://, tls:// or smtps:// where the other end is another machine',
  ],
  'inner-network': [
    'local',
    'the other end is in an inner network, where messages may not go',
    'the operator of this machine allows it: `head-end start --private-networks 10.20.0.0/16`',
  ],
  away: [
    'transport',
    'the other end is not there',
    'messages wait for it; check host, port and the network in between',
  ],
  busy: ['unavailable', 'the other end takes no messages at present', 'messages wait for it'],
  'not-admitted': [
    'local',
    'the other end does not admit us',
    'correct user, password, token or certificate of the destination; messages wait',
  ],
  'no-such-address': [
    'local',
    'the broker has no such topic, queue or stream',
    'make it there, or correct the address of the destination; messages wait',
  ],
  refused: [
    'remote',
    'the other end refuses the message',
    'see why in its answer; mend the message and resend it',
  ],
  failed: [
    'remote',
    'the other end failed over the message',
    'it is tried again; see the log of the other end',
  ],
} as const satisfies Declarations

export type MessageFault = keyof typeof faults

/** A message that did not get through. The text never has a credential. */
export class MessageLinkError extends defineErrors('message', faults) {}

/** The error as one of ours: what a library throws means that the other end is away. */
export function linkError(error: unknown, during: string): MessageLinkError {
  if (error instanceof MessageLinkError) return error
  const reason = error instanceof Error ? error.message || reasonOfMany(error) : String(error)
  return new MessageLinkError('away', `${during}: ${reason}`, { cause: error })
}

/** Several addresses of one host were tried: the first says enough. */
function reasonOfMany(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : []
  return first instanceof Error ? first.message : error.name
}
