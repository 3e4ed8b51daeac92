import { Reader, toHex } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { apduTags, serviceCiphering } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import { type Protection, protectionOf } from '../security/security-control.ts'
import { type Notification, readNotification } from './notification.ts'

/** Keys that open what the owner of a system title protected. Throws SecurityError where they do not fit. */
export interface OpeningKeys {
  unprotect(
    systemTitle: Uint8Array,
    octets: Uint8Array,
  ): { control: number; invocationCounter: number; plaintext: Uint8Array }
}

/** A notification, with who sent it and how it was protected, as far as its octets say. */
export type OpenedNotification = Notification & {
  readonly systemTitle: Uint8Array | undefined
  /** Whoever keeps the last one of each sender refuses a counter that is not above it. */
  readonly invocationCounter: number | undefined
  readonly protection: Protection
}

const unprotected: Protection = { authenticated: false, encrypted: false }

/**
 * Opens a notification that came outside of any association: pushed to a listener, or out of a customer port
 * (IEC 62056-5-3, 6.7). `keysFor` is asked with the system title that the octets carry, and gives no keys for a sender
 * it does not know. One that came in blocks is put together first, see `PushAssembler`. Throws DlmsError,
 * SecurityError or, for broken octets, DecodeError.
 */
export function openNotification(
  apdu: Uint8Array,
  keysFor: (systemTitle: Uint8Array) => OpeningKeys | undefined,
): OpenedNotification {
  const tag = apdu[0] ?? 0
  if (serviceCiphering(tag) !== undefined || tag === apduTags['general-ded-ciphering']) {
    throw new DlmsError(
      'unexpected-apdu',
      'ciphered as within an association, which only its client can open',
    )
  }
  if (tag !== apduTags['general-glo-ciphering']) {
    return {
      ...readNotification(apdu),
      systemTitle: undefined,
      invocationCounter: undefined,
      protection: unprotected,
    }
  }
  const reader = new Reader(apdu, { start: 1 })
  const systemTitle = axdr.octetString.decode(reader)
  const octets = axdr.octetString.decode(reader)
  reader.finish()
  const keys = keysFor(systemTitle)
  if (keys === undefined) throw new DlmsError('sender-unknown', `system title ${toHex(systemTitle)}`)
  const { control, invocationCounter, plaintext } = keys.unprotect(systemTitle, octets)
  return {
    ...readNotification(plaintext),
    systemTitle,
    invocationCounter,
    protection: protectionOf(control),
  }
}
