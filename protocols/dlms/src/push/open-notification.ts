import { Reader, toHex } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { apduTags, serviceCiphering } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import { openApdu } from '../security/envelope.ts'
import type { Correspondence } from '../security/keys/keyring.ts'
import { type Protection, protectionOf, unprotected } from '../security/security-control.ts'
import { type Notification, readNotification } from './notification.ts'

/** Keys that open what the owner of a system title protected. Throws SecurityError where they do not fit. */
export interface OpeningKeys {
  unprotect(
    systemTitle: Uint8Array,
    octets: Uint8Array,
  ): { readonly control: number; readonly invocationCounter: number; readonly plaintext: Uint8Array }
}

/** All that a listener holds for one sender: needed for general-ciphering and general-signing. */
type ListenerKeys = Pick<Correspondence, 'ring' | 'ownTitle'>

/** A notification, with its sender and its protection, as far as its octets say. */
export type OpenedNotification = Notification & {
  readonly systemTitle: Uint8Array | undefined
  /** A receiver that keeps the last one of each sender refuses a counter that is not above it. */
  readonly invocationCounter: number | undefined
  readonly protection: Protection
}

/**
 * Opens a notification that came outside of any association: pushed to a listener, or out of a customer port
 * (IEC 62056-5-3, 6.7). `keysFor` is asked with the system title that the octets carry, and gives no keys for a sender
 * it does not know. One that came in blocks is put together first, see `PushAssembler`. Throws DlmsError,
 * SecurityError or, for broken octets, DecodeError.
 *
 * @param sender system title of the meter behind the connection, where it is known: glo-event-notification and the like
 *   carry none
 */
export function openNotification(
  apdu: Uint8Array,
  keysFor: (systemTitle: Uint8Array) => OpeningKeys | ListenerKeys | undefined,
  sender?: Uint8Array,
): OpenedNotification {
  const tag = apdu[0] ?? 0
  switch (tag) {
    case apduTags['general-glo-ciphering']:
    case apduTags['general-ciphering']:
    case apduTags['general-signing']: {
      return openFrom(originatorOf(apdu), apdu, keysFor)
    }
    case apduTags['general-ded-ciphering']:
      throw new DlmsError('unexpected-apdu', ofAnAssociation)
  }
  const service = serviceCiphering(tag)
  if (service?.key === 'dedicated') throw new DlmsError('unexpected-apdu', ofAnAssociation)
  if (service !== undefined) {
    if (sender === undefined) throw new DlmsError('sender-unknown', 'the APDU carries no system title')
    return openFrom(sender, apdu, keysFor)
  }
  return {
    ...readNotification(apdu),
    systemTitle: undefined,
    invocationCounter: undefined,
    protection: unprotected,
  }
}

const ofAnAssociation = 'ciphered with the dedicated key of an association, which only its client can open'

function openFrom(
  systemTitle: Uint8Array,
  apdu: Uint8Array,
  keysFor: Parameters<typeof openNotification>[1],
): OpenedNotification {
  const keys = keysFor(systemTitle)
  if (keys === undefined) throw new DlmsError('sender-unknown', `system title ${toHex(systemTitle)}`)
  return 'ring' in keys ? openWithAll(apdu, systemTitle, keys) : openGlobal(apdu, systemTitle, keys)
}

/** The system title that stands in front: behind a transaction id, where there is one. */
function originatorOf(apdu: Uint8Array): Uint8Array {
  const reader = new Reader(apdu, { start: 1 })
  if (apdu[0] !== apduTags['general-glo-ciphering']) axdr.octetString.decode(reader)
  return axdr.octetString.decode(reader)
}

function openGlobal(apdu: Uint8Array, systemTitle: Uint8Array, keys: OpeningKeys): OpenedNotification {
  if (apdu[0] === apduTags['general-ciphering'] || apdu[0] === apduTags['general-signing'])
    throw new DlmsError('sender-unknown', 'general-ciphering and general-signing need all keys of the sender')
  const reader = new Reader(apdu, { start: 1 })
  if (apdu[0] === apduTags['general-glo-ciphering']) axdr.octetString.decode(reader)
  const octets = axdr.octetString.decode(reader)
  reader.finish()
  const { control, invocationCounter, plaintext } = keys.unprotect(systemTitle, octets)
  return {
    ...readNotification(plaintext),
    systemTitle,
    invocationCounter,
    protection: protectionOf(control),
  }
}

function openWithAll(apdu: Uint8Array, systemTitle: Uint8Array, keys: ListenerKeys): OpenedNotification {
  const { plain, envelope, counter } = openApdu(
    { ...keys, dedicated: undefined, peerTitle: systemTitle },
    apdu,
  )
  return {
    ...readNotification(plain),
    systemTitle,
    invocationCounter: counter?.value,
    protection: envelope.protection,
  }
}
