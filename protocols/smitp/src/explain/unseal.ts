import { DecodeError } from '@ferraris/bytes'
import type { Aca } from '../mac/address.ts'
import { statedCounter } from '../security/counter-proof.ts'
import { type Unprotected, unprotect } from '../security/protect.ts'
import type { SmitpMode, SmitpSecurity } from '../security/security.ts'
import { type Ciphering, type Direction, keyFor } from '../security/security.ts'
import { SmitpError } from '../smitp-error.ts'
import { counterWindow, type KeySet } from './keys.ts'

/** What keys were found to open, and under which circumstances. */
interface Unsealed extends Unprotected {
  readonly mode: SmitpMode
  readonly mon: bigint
  readonly direction: Direction
}

/** Tries keys, modes, counters and both directions until a proof fits; `undefined` where none does. */
export function unseal(
  keys: readonly KeySet[],
  named: Aca | undefined,
  ecc: Ciphering,
  lsdu: Uint8Array,
): Unsealed | undefined {
  for (const { security, mode, lmon } of securities(keys, named, ecc)) {
    for (let above = 0n; above <= counterWindow; above++) {
      for (const direction of ['request', 'answer'] as const) {
        const mon = lmon + above
        const opened = tried(() => unprotect(security, { direction, ecc, mon }, lsdu))
        if (opened !== undefined) return { ...opened, mode, mon, direction }
      }
    }
  }
  return undefined
}

/** The counter that a proof states under the first key there is; whether it proves it depends on what it answers. */
export function counterStated(
  keys: readonly KeySet[],
  named: Aca | undefined,
  ecc: Ciphering,
  proof: Uint8Array,
): bigint | undefined {
  for (const { security } of securities(keys, named, ecc)) return statedCounter(keyFor(security, ecc), proof)
  return undefined
}

function* securities(keys: readonly KeySet[], named: Aca | undefined, ecc: Ciphering) {
  const writes = ecc === 'ctr-write' || ecc === 'ecb-write'
  for (const { aca, write, read, lmon, modes } of keys) {
    const key = writes ? write : read
    const meter = aca ?? named
    const foreign = named !== undefined && named !== meter
    if (key === undefined || meter === undefined || foreign) continue
    for (const mode of modes) {
      const security: SmitpSecurity = { aca: meter, keys: { write: key, read: key }, mode }
      yield { security, mode, lmon }
    }
  }
}

function tried<T>(open: () => T): T | undefined {
  try {
    return open()
  } catch (error) {
    if (error instanceof SmitpError || error instanceof DecodeError) return undefined
    throw error
  }
}
