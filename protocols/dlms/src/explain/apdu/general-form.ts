import { toHex } from '@ferraris/bytes'
import type { GeneralBlockTransfer, GeneralCiphering, GeneralSigning } from '../../apdu/protection/general.ts'
import type { ProtectedContent } from '../../apdu/protection/protected-content.ts'
import { protectionOf, securityControl } from '../../security/security-control.ts'
import type { ApduForm } from '../findings.ts'

/** What the header of protected content says, as JSON. */
export function securityOf(
  { control, invocationCounter }: ProtectedContent,
  systemTitle: Uint8Array | undefined,
  tagValid: boolean | undefined,
) {
  return {
    controlByte: toHex(Uint8Array.of(control)),
    suite: control & securityControl.suite,
    ...protectionOf(control),
    broadcastKey: (control & securityControl.broadcastKey) !== 0,
    compressed: (control & securityControl.compressed) !== 0,
    invocationCounter,
    ...(systemTitle && { systemTitle: toHex(systemTitle) }),
    ...(tagValid !== undefined && { tagValid }),
  }
}

function exchange(value: GeneralCiphering | GeneralSigning) {
  return {
    transactionId: toHex(value.transactionId),
    originatorSystemTitle: toHex(value.originatorSystemTitle),
    recipientSystemTitle: toHex(value.recipientSystemTitle),
    dateTime: toHex(value.dateTime),
    otherInformation: toHex(value.otherInformation),
  }
}

export function generalCipheringForm(value: GeneralCiphering): ApduForm {
  return {
    apdu: 'general-ciphering',
    ...exchange(value),
    ...(value.keyInfo && { keyInfo: keyInfoOf(value.keyInfo) }),
    security: securityOf(value.content, value.originatorSystemTitle, undefined),
  }
}

function keyInfoOf(info: NonNullable<GeneralCiphering['keyInfo']>) {
  switch (info.kind) {
    case 'identified-key':
      return { type: info.kind, keyId: info.keyId === 'global-unicast-encryption-key' ? 0 : 1 }
    case 'wrapped-key':
      return { type: info.kind, kekId: 0, key: toHex(info.keyCipheredData) }
    case 'agreed-key':
      return {
        type: info.kind,
        parameters: toHex(info.keyParameters),
        data: toHex(info.keyCipheredData),
      }
  }
}

export function generalSigningForm(value: GeneralSigning): ApduForm {
  return {
    apdu: 'general-signing',
    ...exchange(value),
    contentHex: toHex(value.content),
    signature: toHex(value.signature),
  }
}

export function generalBlockTransferForm(value: GeneralBlockTransfer): ApduForm {
  return {
    apdu: 'general-block-transfer',
    ...value.blockControl,
    blockNumber: value.blockNumber,
    blockNumberAck: value.blockNumberAck,
    blockData: toHex(value.blockData),
  }
}
