import { fromHex, HexError } from '@ferraris/bytes'
import type { Findings, GivenKeys } from '@ferraris/codec/dissect'
import { type Aca, aca } from '../mac/address.ts'
import type { SmitpMode } from '../security/security.ts'
import { SmitpKey } from '../security/smitp-key.ts'
import { SmitpError } from '../smitp-error.ts'

/** Keys of one meter as people give them. */
export interface SmitpKeyInput {
  /** The meter they belong to; where missing, whichever meter the telegram names. */
  readonly aca?: string
  /** K1, 32 hex digits. */
  readonly write?: string
  /** K2, 32 hex digits. */
  readonly read?: string
  /** The meter's counter before the telegram, as far as known: so many counters from there on are tried. */
  readonly lmon?: number | string | bigint
  /** Both are tried where it is missing. */
  readonly mode?: SmitpMode
}

/** How far above the given counter one is looked for. */
export const counterWindow = 64

export interface KeySet {
  readonly aca: Aca | undefined
  readonly write: SmitpKey | undefined
  readonly read: SmitpKey | undefined
  readonly lmon: bigint
  readonly modes: readonly SmitpMode[]
}

const modes = ['hardened', 'faithful'] as const satisfies readonly SmitpMode[]

/** Reads keys; what is wrong with them becomes a fault that does not repeat them. */
export function readKeys(given: readonly (SmitpKeyInput | GivenKeys)[], findings: Findings): KeySet[] {
  return given.flatMap((input, number) => {
    const fault = (path: string, message: string) => findings.fault('keys', `${number}.${path}`, 0, message)
    const read = <T>(path: string, value: unknown, make: (text: string) => T): T | undefined => {
      if (value === undefined) return undefined
      if (typeof value !== 'string') return fault(path, 'is not text') as undefined
      try {
        return make(value)
      } catch (error) {
        if (error instanceof SmitpError) return fault(path, error.message) as undefined
        if (error instanceof HexError) return fault(path, 'is no hex; give 32 hex digits') as undefined
        throw error
      }
    }
    const key = (text: string) => new SmitpKey(fromHex(text))
    return {
      aca: read('aca', input.aca, aca),
      write: read('write', input.write, key),
      read: read('read', input.read, key),
      lmon: counterOf(input.lmon, () => fault('lmon', 'is no counter; give a whole number')),
      modes: modes.filter(mode => input.mode === undefined || input.mode === mode),
    }
  })
}

function counterOf(given: unknown, fault: () => void): bigint {
  try {
    const counter = BigInt((given ?? 0) as string | number | bigint)
    if (counter >= 0n) return counter
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError))
      throw error
  }
  fault()
  return 0n
}
