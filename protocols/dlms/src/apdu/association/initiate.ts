import { axdr, sequence, type ValueOf } from '@ferraris/codec'
import { conformance } from './conformance.ts'

/** InitiateRequest (IEC 62056-5-3, 9.5), behind its APDU tag 01. */
export const initiateRequest = sequence('InitiateRequest', {
  dedicatedKey: axdr.optional(axdr.octetString),
  responseAllowed: axdr.defaulted(axdr.boolean, true),
  proposedQualityOfService: axdr.optional(axdr.integer8),
  proposedDlmsVersionNumber: axdr.unsigned8,
  proposedConformance: conformance,
  clientMaxReceivePduSize: axdr.unsigned16,
})
export type InitiateRequest = ValueOf<typeof initiateRequest>

/** InitiateResponse, behind its APDU tag 08. The VAA name is 0007 for logical-name referencing. */
export const initiateResponse = sequence('InitiateResponse', {
  negotiatedQualityOfService: axdr.optional(axdr.integer8),
  negotiatedDlmsVersionNumber: axdr.unsigned8,
  negotiatedConformance: conformance,
  serverMaxReceivePduSize: axdr.unsigned16,
  vaaName: axdr.unsigned16,
})
export type InitiateResponse = ValueOf<typeof initiateResponse>
