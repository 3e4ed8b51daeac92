import { fromHex, HexError } from '@ferraris/bytes'
import { dissectorFor, type GivenKeys } from '@ferraris/codec/dissect'
import { explainLine, isTransport, type LineExplanation, type Message } from '@ferraris/dlms/explain'
import { InputError } from '../errors.ts'
import { explainConversation } from './conversation.ts'
import { chooseDissector, dissectors } from './dissectors.ts'
import { isObject } from './input.ts'

/** What holds for lines that do not say it. */
export interface LineDefaults {
  readonly protocol: string
  readonly transport: string
  readonly keys: readonly GivenKeys[] | undefined
}

/**
 * Explains one line: a telegram or a conversation of any protocol, which it may name with `protocol`. What only DLMS has,
 * lists of APDUs and computations, goes to its own explanation. Throws InputError.
 */
export function explainObject(line: Record<string, unknown>, defaults: LineDefaults): LineExplanation {
  const protocol = typeof line.protocol === 'string' ? line.protocol : defaults.protocol
  const transport = typeof line.transport === 'string' ? line.transport : defaults.transport
  const keys = isObject(line.keys) ? [line.keys] : defaults.keys
  const name = line.name === undefined ? undefined : { name: line.name }
  if (Array.isArray(line.messages)) {
    const framing = typeof line.framing === 'string' ? line.framing : 'auto'
    if (!isForeign(protocol, framing)) return explainLine(line, { keys: defaults.keys })
    const { messages, errors } = explainConversation(line.messages.map(messageOf), protocol, {
      transport: framing,
      keys,
    })
    return { ...name, protocol, messages, errors: [...errors] }
  }
  if (typeof line.frameHex !== 'string' || !isForeign(protocol, transport, line.frameHex))
    return explainLine(line, {
      keys: defaults.keys,
      transport: isTransport(defaults.transport) ? defaults.transport : 'auto',
    })
  const octets = fromHex(line.frameHex)
  const dissector = chooseDissector(octets, protocol, { transport, keys })
  const { errors, ...dissection } = dissector.explain(octets, { transport, keys })
  return { ...name, protocol: dissector.protocol, ...dissection, errors: [...errors] }
}

/** Whether another protocol than DLMS is named, has the transport, or is sure of the octets. */
function isForeign(protocol: string, transport: string, hex?: string): boolean {
  if (protocol !== 'auto') return protocol !== 'dlms'
  if (isTransport(transport)) return false
  if (transport !== 'auto')
    return dissectors.some(({ transports }) => transports.some(one => one === transport))
  return hex !== undefined && isOthers(hex)
}

/** Octets that DLMS is not sure of, but another protocol is. Hex that is none is told by the explanation of DLMS. */
function isOthers(hex: string): boolean {
  try {
    const dissector = dissectorFor(dissectors, fromHex(hex))
    return dissector !== undefined && dissector.protocol !== 'dlms'
  } catch (error) {
    if (error instanceof HexError) return false
    throw error
  }
}

function messageOf(message: unknown): Message {
  if (!isObject(message) || typeof message.hex !== 'string')
    throw new InputError('messages', 'are not objects with from and hex', 'write {"from":"client","hex":"…"}')
  return { from: message.from === 'server' ? 'server' : 'client', octets: fromHex(message.hex) }
}
