import { DecodeError } from '@ferraris/bytes'
import { axdr, type Codec, mapped } from '@ferraris/codec'

/** The user of the LLC behind a frame: the high nibble of LSAP. 1 (COSEM) is our choice among the "F mode" protocols. */
export const dsaps = { application: 0, cosem: 1, networkManagement: 2 } as const

/** How an LSDU is ciphered and with which key, the low nibble of LSAP; other values are reserved. */
export const eccs = { none: 0, 'ctr-read': 1, 'ecb-read': 2, 'ctr-write': 5, 'ecb-write': 6 } as const
export type Ecc = keyof typeof eccs

const eccNames = new Map<number, Ecc>(Object.entries(eccs).map(([name, code]) => [code, name as Ecc]))

export interface Lsap {
  /** 0 to 15, see {@link dsaps}. */
  readonly dsap: number
  readonly ecc: Ecc
}

/** LSAP from one octet; `offset` is for the error. Throws DecodeError for a reserved ECC. */
export function lsapOf(octet: number, offset: number): Lsap {
  const ecc = eccNames.get(octet & 0xf)
  if (ecc === undefined) throw new DecodeError('unexpected', offset, `ECC ${octet & 0xf} is reserved`)
  return { dsap: octet >> 4, ecc }
}

export function lsapOctet({ dsap, ecc }: Lsap): number {
  return ((dsap & 0xf) << 4) | eccs[ecc]
}

export const lsap: Codec<Lsap> = mapped(axdr.unsigned8, lsapOctet, lsapOf, { kind: 'leaf', name: 'LSAP' })
