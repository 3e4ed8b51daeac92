/** Messages of network management: DSAP 2, never ciphered. */
import { DecodeError } from '@ferraris/bytes'
import {
  axdr,
  type Codec,
  choice,
  decode,
  decodeField,
  EncodeError,
  encode,
  sequence,
  type ValueOf,
} from '@ferraris/codec'
import { callAttributes } from './call.ts'
import { caller, callerFields, linkQuality, neighbour, neighbourFields } from './neighbour.ts'

/** The nodes that answer an ADDRESS.req: phase, willingness and a part of the address space. */
const filter = {
  /** Only nodes on the sender's phase, or any. */
  phase: axdr.enumerated({ same: 1, any: 2 }),
  /** Answers if its own TCT is at least this. */
  tcr: axdr.unsigned8,
  /** Answers if (last octet of its ACA + `add`) mod 2^`shift` = 0. */
  add: axdr.unsigned8,
  shift: axdr.unsigned8,
}

/** Most neighbours that a report carries. */
export const maxNeighbours = 4

/** A report: as many as an LSDU has room for. */
function reportOf<Node>(node: Codec<Node>): Codec<readonly Node[]> {
  return {
    shape: { kind: 'list', of: node.shape },
    encode(writer, list) {
      if (list.length > maxNeighbours)
        throw new EncodeError(`${list.length} neighbours, at most ${maxNeighbours} in a report`)
      writer.u8(list.length)
      for (const one of list) node.encode(writer, one)
    },
    decode(reader) {
      const offset = reader.offset
      const count = reader.u8()
      if (count > maxNeighbours)
        throw new DecodeError('limit', offset, `${count} neighbours, at most ${maxNeighbours} in a report`)
      return Array.from({ length: count }, (_, i) => decodeField(reader, String(i), node))
    },
  }
}

/** Minutes without a request after which a node answers a call without news; 255 is never. */
const call = { unasked: axdr.unsigned8 }

/** Answers come in one slot, or in those of the class. */
const answerSlots = axdr.enumerated({ one: 1, many: 2 })

/** Any message of network management, told by ATTR, its first octet. */
export const networkMessage = choice('Network management', {
  'address.request': [90, sequence('ADDRESS.req', filter)],
  'address.response': [91, sequence('ADDRESS.resp', neighbourFields)],
  /** How willing a node is to answer ADDRESS.req: 1 silences it, 255 wakes it. */
  'tct-set.request': [92, sequence('TCT_SET.req', { tct: axdr.unsigned8 })],
  /** Let the addressed node send ADDRESS.req in its neighbourhood and report the answers. */
  'reqaddr.request': [94, sequence('REQADDR.req', filter)],
  'reqaddr.response': [95, sequence('REQADDR.resp', { neighbours: reportOf(neighbour) })],
  /** Which nodes have news, or no concentrator (`call.ts`)? */
  'call.request': [callAttributes.request, sequence('CALL.req', { ...call, slots: answerSlots })],
  'call.response': [callAttributes.response, sequence('CALL.resp', callerFields)],
  /** Let the addressed node send CALL.req in its neighbourhood and report the answers. */
  'reqcall.request': [callAttributes.requestBehind, sequence('REQCALL.req', call)],
  'reqcall.response': [
    callAttributes.responseBehind,
    sequence('REQCALL.resp', { callers: reportOf(caller) }),
  ],
  /** Acknowledges TCT_SET; error 0 is none. */
  'nack.response': [247, sequence('NACK.resp', { error: axdr.unsigned8, ...linkQuality })],
})
export type NetworkMessage = ValueOf<typeof networkMessage>

export function encodeNetworkMessage(message: NetworkMessage): Uint8Array {
  return encode(networkMessage, message)
}

/** Throws DecodeError. */
export function decodeNetworkMessage(lsdu: Uint8Array): NetworkMessage {
  return decode(networkMessage, lsdu)
}

/** Whether a node of this ACA (authentication order) belongs to the part of the address space that is asked for. */
export function isAsked(lastOctet: number, { add, shift }: { add: number; shift: number }): boolean {
  return (lastOctet + add) % 2 ** Math.min(shift, 8) === 0
}
