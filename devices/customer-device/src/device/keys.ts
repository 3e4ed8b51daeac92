import { SuiteKeys } from '@ferraris/dlms/security'
import type { OperatingKeys } from './settings.ts'

/** Keys made ready for the cipher, once. */
const ready = new WeakMap<OperatingKeys, SuiteKeys>()

export function suiteKeysOf(keys: OperatingKeys): SuiteKeys {
  let suite = ready.get(keys)
  if (suite === undefined) {
    suite = new SuiteKeys(keys.encryptionKey, keys.authenticationKey)
    ready.set(keys, suite)
  }
  return suite
}
