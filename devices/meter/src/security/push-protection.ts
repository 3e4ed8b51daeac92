import { Writer } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { apduTags } from '@ferraris/dlms/apdu'
import type { KeyStore } from './key-store.ts'

/** With the keys of which client a message is protected, and how. */
export interface PushProtection {
  readonly client: number
  readonly authenticated: boolean
  readonly encrypted: boolean
}

/** Puts an APDU under the global keys of a client; undefined where there are none. */
export type Protect = (apdu: Uint8Array, protection: PushProtection) => Uint8Array | undefined

/** Bits of the security control byte (IEC 62056-5-3, 5.3.6.2). */
const authenticatedBit = 0x10
const encryptedBit = 0x20

/** General-glo-ciphering with the global keys of a client, for a push that no association protects. */
export function protectPush(keys: KeyStore, systemTitle: Uint8Array): Protect {
  return (apdu, { client, authenticated, encrypted }) => {
    const security = keys.associations.known(client)?.security
    if (security === undefined) return undefined
    const control = (authenticated ? authenticatedBit : 0) | (encrypted ? encryptedBit : 0)
    const octets = security.keys.protect(control, systemTitle, security.counters.take(), apdu)
    const writer = new Writer(octets.length + 16).u8(apduTags['general-glo-ciphering'])
    axdr.octetString.encode(writer, systemTitle)
    axdr.octetString.encode(writer, octets)
    return writer.finish()
  }
}
