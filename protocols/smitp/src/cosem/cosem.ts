import { axdr, decode, EncodeError, encode, rest, sequence, type ValueOf } from '@ferraris/codec'
import { maxSegmentedMessage } from '../segmentation/segment.ts'

/** Service access points of the DLMS/COSEM profile. */
export const saps = { management: 1, public: 16, broadcast: 32, dataUser: 64 } as const

/**
 * A DLMS APDU over SMITP: DSAP 1, then which logical device and which client, then the APDU (the convergence layer of
 * CLC/TS 50568-8, clause 4; its layout is not public and our choice). Ciphering is that of DLMS, ECC is `none`. A message
 * beyond an LSDU goes in segments, these two octets in front of the first only.
 */
export const cosemMessage = sequence('DLMS over SMITP', {
  server: axdr.unsigned8,
  client: axdr.unsigned8,
  apdu: rest,
})
export type CosemMessage = ValueOf<typeof cosemMessage>

/** Longest APDU that segments carry: propose no longer ones in an association. */
export const maxCosemApdu = maxSegmentedMessage - 2

/** Throws EncodeError for an APDU that segments cannot carry. */
export function encodeCosem(message: CosemMessage): Uint8Array {
  if (message.apdu.length > maxCosemApdu)
    throw new EncodeError(`an APDU of ${message.apdu.length} octets, at most ${maxCosemApdu} fit`)
  return encode(cosemMessage, message)
}

/** Throws DecodeError. */
export function decodeCosem(octets: Uint8Array): CosemMessage {
  return decode(cosemMessage, octets)
}
