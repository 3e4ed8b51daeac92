import type { Ecc } from '@ferraris/smitp/mac'

/** An LSDU for one meter, end to end over the power line: SMITP (DSAP 0), or DLMS behind its addresses (DSAP 1). */
export interface TunnelRequest {
  /** 12 hex digits in capitals. */
  readonly aca: string
  readonly dsap: number
  readonly ecc: Ecc
  /** At most 2032 octets; the concentrator cuts it into segments where the power line needs them. */
  readonly lsdu: Uint8Array
}

/** What the meter answered. */
export type TunnelAnswer = Omit<TunnelRequest, 'aca'>
