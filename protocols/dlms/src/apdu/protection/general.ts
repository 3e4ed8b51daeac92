import { axdr, type Codec, choice, mapped, sequence, type ValueOf } from '@ferraris/codec'
import { protectedContent } from './protected-content.ts'

/** General-Glo-Ciphering and General-Ded-Ciphering (IEC 62056-5-3, 9.5), behind their APDU tags DB and DC. */
export const generalKeyCiphering = sequence('General-Glo-Ciphering', {
  systemTitle: axdr.octetString,
  content: protectedContent,
})

/** Key-Info: which key protects, or the key itself, wrapped or agreed on. */
const keyInfo = choice('Key-Info', {
  'identified-key': [
    0,
    sequence('Identified-Key', {
      keyId: axdr.enumerated({ 'global-unicast-encryption-key': 0, 'global-broadcast-encryption-key': 1 }),
    }),
  ],
  'wrapped-key': [
    1,
    sequence('Wrapped-Key', {
      kekId: axdr.enumerated({ 'master-key': 0 }),
      keyCipheredData: axdr.octetString,
    }),
  ],
  'agreed-key': [
    2,
    sequence('Agreed-Key', { keyParameters: axdr.octetString, keyCipheredData: axdr.octetString }),
  ],
})

/** What general-ciphering and general-signing put around their content. */
const exchange = {
  transactionId: axdr.octetString,
  originatorSystemTitle: axdr.octetString,
  recipientSystemTitle: axdr.octetString,
  dateTime: axdr.octetString,
  otherInformation: axdr.octetString,
} as const

/** General-Ciphering, behind its APDU tag DD: end-to-end protection that says which key it used. */
export const generalCiphering = sequence('General-Ciphering', {
  ...exchange,
  keyInfo: axdr.optional(keyInfo),
  content: protectedContent,
})
export type GeneralCiphering = ValueOf<typeof generalCiphering>

/** The same with its content as one string, as the keys take it. */
export const sealedGeneralCiphering = sequence('General-Ciphering', {
  ...exchange,
  keyInfo: axdr.optional(keyInfo),
  content: axdr.octetString,
})
export type KeyInfo = ValueOf<typeof keyInfo>

/** General-Signing, behind its APDU tag DF: an APDU with its originator's signature. */
export const generalSigning = sequence('General-Signing', {
  ...exchange,
  content: axdr.octetString,
  signature: axdr.octetString,
})
export type GeneralSigning = ValueOf<typeof generalSigning>

interface BlockControl {
  readonly lastBlock: boolean
  readonly streaming: boolean
  /** How many blocks the receiver of this block may send without waiting. */
  readonly window: number
}

export const blockControl: Codec<BlockControl> = mapped(
  axdr.unsigned8,
  ({ lastBlock, streaming, window }) => (lastBlock ? 0x80 : 0) | (streaming ? 0x40 : 0) | (window & 0x3f),
  octet => ({ lastBlock: (octet & 0x80) !== 0, streaming: (octet & 0x40) !== 0, window: octet & 0x3f }),
  { kind: 'leaf', name: 'Block-Control' },
)

/** General-Block-Transfer, behind its APDU tag E0: one block of any APDU, both directions acknowledging. */
export const generalBlockTransfer = sequence('General-Block-Transfer', {
  blockControl,
  blockNumber: axdr.unsigned16,
  blockNumberAck: axdr.unsigned16,
  blockData: axdr.octetString,
})
export type GeneralBlockTransfer = ValueOf<typeof generalBlockTransfer>
