import { DecodeError } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import { dataCodec, typeOfTag } from '@ferraris/cosem'
import { anyApdu } from '../apdu/apdu.ts'
import { apduName } from '../apdu/tags.ts'
import { llcLength } from '../llc.ts'
import { wrapperHeaderLength } from '../wrapper.ts'
import type { Transport } from './transports/transport.ts'

/**
 * What octets are wrapped in, told by how they begin. Tags of Data and of APDUs overlap: then what can be decoded to its
 * end decides, and an APDU before a Data.
 */
export function detectTransport(octets: Uint8Array): Transport {
  const [a, b, c, d] = octets
  if (a === 0x7e) return 'hdlc'
  if (a === 0x68 && b === c && d === 0x68) return 'mbus'
  if (llcLength(octets) > 0) return 'llc'
  if (a === 0x00 && b === 0x01 && octets.length >= wrapperHeaderLength) return 'wrapper'
  if (isUnflaggedFrame(octets)) return 'hdlc'
  const apdu = a !== undefined && apduName(a) !== undefined
  const data = a !== undefined && typeOfTag.has(a)
  if (apdu && data) return decodes(anyApdu, octets) || !decodes(dataCodec, octets) ? 'apdu' : 'data'
  return data ? 'data' : 'apdu'
}

/** An HDLC frame without its flags: its format octets and its length fit. */
function isUnflaggedFrame(octets: Uint8Array): boolean {
  const [a = 0, b = 0] = octets
  return a >> 4 === 0xa && (((a & 7) << 8) | b) === octets.length && octets.length > 6
}

function decodes(codec: Parameters<typeof decode>[0], octets: Uint8Array): boolean {
  try {
    decode(codec, octets)
    return true
  } catch (error) {
    if (error instanceof DecodeError) return false
    throw error
  }
}
