import { axdr, type Codec, mapped } from '@ferraris/codec'

/** Invoke-Id-And-Priority (IEC 62056-5-3, 9.5): bits 0..3 the identifier, bit 6 confirmed service, bit 7 high priority. */
export interface InvokeId {
  readonly id: number
  readonly confirmed: boolean
  readonly highPriority: boolean
}

export const invokeIdAndPriority: Codec<InvokeId> = mapped(
  axdr.unsigned8,
  ({ id, confirmed, highPriority }) => (highPriority ? 0x80 : 0) | (confirmed ? 0x40 : 0) | (id & 0x0f),
  octet => ({ id: octet & 0x0f, confirmed: (octet & 0x40) !== 0, highPriority: (octet & 0x80) !== 0 }),
  { kind: 'leaf', name: 'Invoke-Id-And-Priority' },
)

/** Long-Invoke-Id-And-Priority (IEC 62056-5-3, 9.5) of ACCESS and data-notification. */
interface LongInvokeId {
  /** 24 bits. */
  readonly id: number
  /** The response repeats the specifications of the request. */
  readonly selfDescriptive: boolean
  /** What follows a part that failed is not carried out. */
  readonly breakOnError: boolean
  readonly confirmed: boolean
  readonly highPriority: boolean
}

/** Reads the word that the APDUs carry. */
export function longInvokeIdOf(word: number): LongInvokeId {
  return {
    id: word & 0xffffff,
    selfDescriptive: (word & 0x10000000) !== 0,
    breakOnError: (word & 0x20000000) !== 0,
    confirmed: (word & 0x40000000) !== 0,
    highPriority: (word & 0x80000000) !== 0,
  }
}

/** The word that the APDUs carry. */
export function longInvokeIdWord(value: LongInvokeId): number {
  return (
    ((value.id & 0xffffff) |
      (value.selfDescriptive ? 0x10000000 : 0) |
      (value.breakOnError ? 0x20000000 : 0) |
      (value.confirmed ? 0x40000000 : 0) |
      (value.highPriority ? 0x80000000 : 0)) >>>
    0
  )
}
