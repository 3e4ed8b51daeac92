import { DecodeError } from '@ferraris/bytes'
import { axdr, type Codec, decode, encode, mapped, sequence } from '@ferraris/codec'
import { SecurityError, SuiteKeys, unwrapKey, wrapKey } from '@ferraris/dlms/security'
import { Chain2Error } from '../chain2-error.ts'
import { openFrame, sealFrame } from './seal-frame.ts'

/** What a meter tells a device when the two are associated: the association frame, CF0 (our choice). */
export interface Association {
  /** Point of delivery, up to 16 characters. */
  readonly pod: string
  /** Operating keys. */
  readonly encryptionKey: Uint8Array
  readonly authenticationKey: Uint8Array
  /** The first operating counter: whatever is below is a replay. */
  readonly firstCounter: number
  /** Frames that the customer receives; see `profiles`. */
  readonly profile: number
  /** Resolution of power in W. */
  readonly gap: number
}

/** First octet of an association frame. */
export const associationTemplate = 0
const version = 1

function only(expected: number, name: string): Codec<undefined> {
  return mapped(
    axdr.unsigned8,
    () => expected,
    (octet, offset) => {
      if (octet !== expected) throw new DecodeError('unexpected', offset, `${name} ${octet}, not ${expected}`)
      return undefined
    },
  )
}

/** A key of 16 octets, wrapped. */
const wrapped = axdr.octets(24)

/** Its layout, from the template on. */
export const associationBody = sequence('CF0', {
  template: only(associationTemplate, 'template'),
  version: only(version, 'version'),
  pod: axdr.octets(16),
  encryptionKey: wrapped,
  authenticationKey: wrapped,
  firstCounter: axdr.unsigned32,
  profile: axdr.unsigned32,
  gap: axdr.unsigned16,
})

/** The key that a device was made with, which only brings operating keys. */
export interface AssociationSealing {
  readonly systemTitle: Uint8Array
  /** 16 octets. */
  readonly initialKey: Uint8Array
  /** A counter of its own: that of operating frames does not move. */
  readonly counter: number
}

/**
 * The association frame: sealed with the initial key in both places, the operating keys in it wrapped with the same
 * (RFC 3394), so that not even a device's log of opened frames holds them in clear.
 */
export function sealAssociation(association: Association, sealing: AssociationSealing): Uint8Array {
  const { initialKey, systemTitle, counter } = sealing
  const buffer = encode(associationBody, {
    pod: latin1(association.pod.padEnd(16)),
    encryptionKey: wrapKey(initialKey, association.encryptionKey),
    authenticationKey: wrapKey(initialKey, association.authenticationKey),
    firstCounter: association.firstCounter,
    profile: association.profile,
    gap: association.gap,
  })
  return sealFrame(buffer, { systemTitle, counter, keys: initialKeys(initialKey) })
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, letter => letter.charCodeAt(0))
}

/** The initial key in both places. */
export function initialKeys(initialKey: Uint8Array): SuiteKeys {
  return new SuiteKeys(initialKey, initialKey)
}

/** An association with the meter that sent it. */
export interface OpenedAssociation {
  readonly systemTitle: Uint8Array
  readonly counter: number
  readonly association: Association
}

/**
 * Opens an association frame. Throws SecurityError `tag-mismatch` if it is not for this device, Chain2Error
 * `not-an-association`, DecodeError.
 */
export function openAssociation(apdu: Uint8Array, initialKey: Uint8Array): OpenedAssociation {
  const { systemTitle, counter, buffer } = openFrame(apdu, () => initialKeys(initialKey))
  if (buffer[0] !== associationTemplate)
    throw new Chain2Error('not-an-association', `a frame with template ${buffer[0]}`)
  const { pod, firstCounter, profile, gap, ...keys } = decode(associationBody, buffer)
  return {
    systemTitle,
    counter,
    association: {
      pod: String.fromCharCode(...pod).trimEnd(),
      encryptionKey: unwrap(initialKey, keys.encryptionKey),
      authenticationKey: unwrap(initialKey, keys.authenticationKey),
      firstCounter,
      profile,
      gap,
    },
  }
}

function unwrap(initialKey: Uint8Array, key: Uint8Array): Uint8Array {
  try {
    return unwrapKey(initialKey, key)
  } catch (error) {
    if (!(error instanceof SecurityError)) throw error
    throw new Chain2Error('not-an-association', 'its keys are wrapped with another key', { cause: error })
  }
}
