import { Writer } from '@ferraris/bytes'
import type { DeviceView } from '../view/device-view.ts'
import { readRegisters } from './registers.ts'

/** Header of Modbus TCP: transaction, protocol, length, unit. */
const headerLength = 7
/** Longest request: header and the longest PDU (Modbus Application Protocol V1.1b3, 4.1). */
const longestRequest = headerLength + 253
const mostRegisters = 125

const readFunctions: readonly number[] = [3, 4]
const exceptions = { function: 1, address: 2, value: 3, failure: 4 } as const

/** What octets of a connection hold: whole requests, and what is left. Undefined for what is no Modbus. */
export function requestsIn(octets: Uint8Array): { requests: Uint8Array[]; rest: Uint8Array } | undefined {
  const requests: Uint8Array[] = []
  let rest = octets
  while (rest.length >= headerLength) {
    const view = new DataView(rest.buffer, rest.byteOffset)
    const end = 6 + view.getUint16(4)
    if (view.getUint16(2) !== 0 || end < headerLength + 1 || end > longestRequest) return undefined
    if (rest.length < end) break
    requests.push(rest.subarray(0, end))
    rest = rest.subarray(end)
  }
  return { requests, rest }
}

/**
 * The answer to a request: holding and input registers are the same, and nothing can be written. A value that is not known is
 * an exception (server device failure), never a zero.
 */
export function answerModbus(request: Uint8Array, view: () => DeviceView): Uint8Array {
  const fields = new DataView(request.buffer, request.byteOffset, request.length)
  const code = fields.getUint8(headerLength)
  const pdu = answerPdu(code, request.subarray(headerLength + 1), view)
  return new Writer(headerLength + pdu.length)
    .bytes(request.subarray(0, 4))
    .u16(pdu.length + 1)
    .u8(fields.getUint8(6))
    .bytes(pdu)
    .finish()
}

function answerPdu(code: number, parameters: Uint8Array, view: () => DeviceView): Uint8Array {
  if (!readFunctions.includes(code)) return exception(code, exceptions.function)
  if (parameters.length !== 4) return exception(code, exceptions.value)
  const fields = new DataView(parameters.buffer, parameters.byteOffset, 4)
  const count = fields.getUint16(2)
  if (count < 1 || count > mostRegisters) return exception(code, exceptions.value)
  const words = readRegisters(view(), fields.getUint16(0), count)
  if (words === 'unmapped') return exception(code, exceptions.address)
  if (words === 'unknown') return exception(code, exceptions.failure)
  const writer = new Writer(2 + 2 * count).u8(code).u8(2 * count)
  for (const word of words) writer.u16(word)
  return writer.finish()
}

function exception(code: number, reason: number): Uint8Array {
  return Uint8Array.of(code | 0x80, reason)
}
