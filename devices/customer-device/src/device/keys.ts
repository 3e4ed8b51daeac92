import { fromHex } from '@ferraris/bytes'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { OperatingKeys } from './settings.ts'

/** Keys made ready for the cipher, once. */
const ready = new WeakMap<OperatingKeys, SuiteKeys>()

/** System titles as they travel, by their hex, of the meters at hand. */
const titles = new Map<string, Uint8Array>()
const mostTitles = 5000

export function titleOctets(systemTitle: string): Uint8Array {
  let octets = titles.get(systemTitle)
  if (octets === undefined) {
    if (titles.size >= mostTitles) titles.clear()
    octets = fromHex(systemTitle)
    titles.set(systemTitle, octets)
  }
  return octets
}

export function suiteKeysOf(keys: OperatingKeys): SuiteKeys {
  let suite = ready.get(keys)
  if (suite === undefined) {
    suite = new SuiteKeys(keys.encryptionKey, keys.authenticationKey)
    ready.set(keys, suite)
  }
  return suite
}
