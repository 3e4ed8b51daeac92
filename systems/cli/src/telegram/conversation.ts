import { at } from '@ferraris/bytes'
import type { DissectOptions, Dissector, Fault, Layer } from '@ferraris/codec/dissect'
import { explainSession, isTransport, type Message } from '@ferraris/dlms/explain'
import { InputError } from '../errors.ts'
import { dissectors } from './dissectors.ts'

/** A message of a conversation, taken apart. */
export interface ExplainedMessage {
  readonly from: Message['from']
  /** In a few words. */
  readonly title: string
  readonly layers: readonly Layer[]
  readonly errors: readonly Fault[]
  readonly [member: string]: unknown
}

/** A conversation taken apart: what is wrong with a message stands with it, what is wrong with the keys beside them. */
interface ExplainedConversation {
  readonly messages: readonly ExplainedMessage[]
  readonly errors: readonly Fault[]
}

/**
 * Takes a conversation apart. In DLMS titles, keys and blocks carry over from message to message; the messages of the other
 * protocols stand each for itself. Throws InputError for a protocol that is not known, or does not come in such frames.
 */
export function explainConversation(
  messages: readonly Message[],
  protocol: string,
  { transport = 'auto', keys }: DissectOptions,
): ExplainedConversation {
  const dissector = dissectorOf(protocol, transport)
  if (dissector.protocol === 'dlms')
    return explainSession(messages, isTransport(transport) ? transport : 'wrapper', { keys })
  return {
    messages: messages.map(({ from, octets }) => {
      const dissection = dissector.explain(octets, { transport, keys })
      return { from, title: titleOf(dissection.layers), ...dissection }
    }),
    errors: [],
  }
}

function dissectorOf(protocol: string, transport: string): Dissector {
  const named = dissectors.find(dissector => dissector.protocol === protocol)
  if (protocol !== 'auto' && named === undefined) {
    const known = dissectors.map(dissector => dissector.protocol).join(', ')
    throw new InputError('protocol', `${protocol} is not known`, `write ${known}`)
  }
  const framed = dissectors.find(({ transports }) => transports.some(known => known === transport))
  const found = named ?? framed ?? at(dissectors, 0)
  if (transport === 'auto' || found.transports.some(known => known === transport)) return found
  const detail = `${transport} carries no ${found.protocol.toUpperCase()}`
  throw new InputError('framing', detail, `choose one of ${found.transports.join(', ')}`)
}

/** The innermost layer says what a message is about. */
function titleOf(layers: readonly Layer[]): string {
  const last = layers.at(-1)
  return last === undefined ? '' : (last.summary ?? last.name)
}
