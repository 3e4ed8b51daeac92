import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fromHex, toHex } from '@ferraris/bytes'
import { unwrapKey, wrapKey } from '@ferraris/dlms/security'
import type { KeyWrapping } from './parts.ts'
import { StoreError } from './store-error.ts'

/** Opens the file of the key that wraps keys (RFC 3394); makes it when there is none. Throws {@link StoreError}. */
export function openKeyVault(file: string): KeyWrapping {
  if (!existsSync(file)) writeFileSync(file, `${toHex(randomBytes(16))}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(file, 0o600)
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{32}$/i.test(text)) throw new StoreError('damaged', `${file} holds no key of 32 hex digits`)
  const key = fromHex(text)
  return {
    wrap: secret => wrapKey(key, secret),
    unwrap: wrapped => unwrapKey(key, wrapped),
  }
}
