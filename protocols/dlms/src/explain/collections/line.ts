import { DecodeError, fromHex, HexError } from '@ferraris/bytes'
import { type Fault, isObject } from '@ferraris/codec/dissect'
import { SecurityError } from '../../security/security-error.ts'
import { type ExplainOptions, explain, explainApdus } from '../explain.ts'
import type { KeySetInput } from '../key-sets.ts'
import { isTransport, type Transport, transports } from '../transports/transport.ts'
import { GivenError, proofs } from './proofs.ts'
import { explainSession, type Message } from './session.ts'

/** One line of a collection of telegrams: a telegram, a conversation, or a computation, told by its members. */
export type Line = Readonly<Record<string, unknown>>

/** A line explained, under its name. */
export type LineExplanation = { readonly name?: unknown; readonly errors: Fault[] } & Record<string, unknown>

/**
 * Explains one line: `transport` with `frameHex`, `transport: 'apdu-list'` with `framesHex`, `kind: 'session'` with
 * `messages`, or another `kind` with what it needs; `keys` where there are any. Never throws.
 */
export function explainLine(line: Line, defaults: ExplainOptions = {}): LineExplanation {
  const name = line.name === undefined ? undefined : { name: line.name }
  try {
    return { ...name, errors: [], ...explainMembers(line, defaults) }
  } catch (error) {
    return { ...name, errors: [lineFault(error)] }
  }
}

function explainMembers(line: Line, defaults: ExplainOptions): object {
  if (line.keys !== undefined && !isObject(line.keys)) throw new GivenError('keys', 'must be an object')
  const keys = line.keys === undefined ? defaults.keys : (line.keys as KeySetInput)
  if (Array.isArray(line.messages)) {
    return explainSession(line.messages.map(captured), transportOf(line.framing) ?? 'wrapper', { keys })
  }
  if (typeof line.kind === 'string') {
    const proof = Object.hasOwn(proofs, line.kind) ? proofs[line.kind] : undefined
    if (proof === undefined)
      throw new GivenError('kind', `must be one of session, ${Object.keys(proofs).join(', ')}`)
    return proof(line)
  }
  if (Array.isArray(line.framesHex))
    return explainApdus(
      line.framesHex.map(text => fromHex(String(text))),
      { keys },
    )
  if (typeof line.frameHex !== 'string')
    throw new GivenError('frameHex', 'is missing; give the telegram as hex')
  const transport = transportOf(line.transport) ?? defaults.transport ?? 'auto'
  return explain(fromHex(line.frameHex), { transport, keys })
}

function transportOf(value: unknown): Transport | undefined {
  if (value === undefined || value === 'auto') return undefined
  if (isTransport(value)) return value
  throw new GivenError('transport', `must be auto or one of ${transports.join(', ')}`)
}

function captured(message: unknown): Message {
  if (!isObject(message) || !('hex' in message) || typeof message.hex !== 'string')
    throw new GivenError('messages', 'must be objects with from and hex')
  const from = 'from' in message && message.from === 'server' ? 'server' : 'client'
  return { from, octets: fromHex(message.hex) }
}

function lineFault(error: unknown): Fault {
  if (error instanceof DecodeError)
    return { layer: 'data', path: error.path, offset: error.offset, message: error.detail }
  if (error instanceof HexError)
    return { layer: 'hex', path: '', offset: error.offset >> 1, message: error.message }
  if (error instanceof GivenError)
    return { layer: 'input', path: error.path, offset: 0, message: error.message }
  if (error instanceof SecurityError || error instanceof RangeError)
    return { layer: 'keys', path: '', offset: 0, message: error.message }
  throw error
}
