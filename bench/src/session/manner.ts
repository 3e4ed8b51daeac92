import { obis } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { keyLength, type SecuritySuite } from '@ferraris/dlms/security'

/** How a session is held: what the client and the meter of `bench session` have to agree on. */
export interface Manner {
  readonly suite: SecuritySuite
  readonly framing: 'wrapper' | 'hdlc'
  /** The longest APDU that the client takes: shorter ones mean blocks. */
  readonly maxPdu: number
}

/** What the process of the meter answers to a {@link Manner}, or to a request for it. */
export interface MeterReply {
  readonly port: number
  readonly processorMicroseconds: number
}

export const client = 1
export const server = 1
export const clientTitle = Buffer.from('BENCH001')
export const meterTitle = Buffer.from('FER00001')
export const protection = { authenticated: true, encrypted: true }
export const conformance = conformanceOf('get', 'action', 'block-transfer-with-get-or-read')
export const loadProfile = { classId: 7, obis: obis('1.0.99.1.0.255'), attribute: 2 }

/** Keys that are no secret. */
export function keysOf(suite: SecuritySuite) {
  return {
    guek: Buffer.alloc(keyLength[suite], '000102030405060708090a0b0c0d0e0f', 'hex'),
    gak: Buffer.alloc(keyLength[suite], 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf', 'hex'),
  }
}
