import { DecodeError, Reader, Writer } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { data, encodeData } from '@ferraris/cosem'
import { DlmsError } from '@ferraris/dlms'
import { apduTags } from '@ferraris/dlms/apdu'
import { encodeNotification, openNotification } from '@ferraris/dlms/push'
import type { SuiteKeys } from '@ferraris/dlms/security'
import { Chain2Error } from '../chain2-error.ts'

/** Octets of a system title. */
export const systemTitleLength = 8

/** Security control of every frame: suite 0, authenticated and encrypted with the unicast key. */
const control = 0x30

/** What protects one frame. The same counter never twice with one key, except for a replica, which is the same octets. */
export interface Sealing {
  /** The meter's, 8 octets. */
  readonly systemTitle: Uint8Array
  /** Operating keys; `new SuiteKeys(encryptionKey, authenticationKey)` of `@ferraris/dlms/security`. */
  readonly keys: SuiteKeys
  /** Invocation counter, 32 bits. */
  readonly counter: number
  /** 24 bits; those of the counter, where nothing else is given. */
  readonly invokeId?: number
}

/**
 * A compact buffer as it travels: data-notification (no time, structure of one octet-string) in general-glo-ciphering
 * (IEC 62056-5-3, 6.7 and 9.5). Throws SecurityError `counter-exhausted`.
 */
export function sealFrame(buffer: Uint8Array, sealing: Sealing): Uint8Array {
  const { systemTitle, keys, counter, invokeId = counter & 0xffffff } = sealing
  const notification = encodeNotification({
    kind: 'data-notification',
    longInvokeId: invokeId,
    confirmed: false,
    time: undefined,
    body: encodeData(data.structure(data.octets(buffer))),
  })
  const writer = new Writer(notification.length + 32).u8(apduTags['general-glo-ciphering'])
  axdr.octetString.encode(writer, systemTitle)
  axdr.octetString.encode(writer, keys.protect(control, systemTitle, counter, notification))
  return writer.finish()
}

/** What stands in clear in front of a frame. Proven only once the frame is opened. */
export interface FrameEnvelope {
  readonly systemTitle: Uint8Array
  readonly counter: number
  /** Security control, counter, ciphertext and tag. */
  readonly content: Uint8Array
}

/**
 * Reads the envelope of a frame. Throws DecodeError for broken octets, Chain2Error `not-a-frame` for another telegram and
 * `protection-too-weak` for one that is not authenticated and encrypted as all frames are.
 */
export function envelopeOf(apdu: Uint8Array): FrameEnvelope {
  const reader = new Reader(apdu)
  if (reader.u8() !== apduTags['general-glo-ciphering'])
    throw new Chain2Error('not-a-frame', 'the telegram is no general-glo-ciphering')
  const systemTitle = axdr.octetString.decode(reader)
  if (systemTitle.length !== systemTitleLength)
    throw new Chain2Error('not-a-frame', `system title of ${systemTitle.length} octets`)
  const content = axdr.octetString.decode(reader)
  reader.finish()
  const header = new Reader(content)
  const securityControl = header.u8()
  if (securityControl !== control)
    throw new Chain2Error('protection-too-weak', `security control ${securityControl.toString(16)}, not 30`)
  return { systemTitle, counter: header.u32(), content }
}

/**
 * The compact buffer in a frame whose envelope was read. Throws SecurityError `tag-mismatch` for wrong keys or a forged frame;
 * once it has proved genuine, Chain2Error `not-a-frame` for another content.
 */
export function openEnvelope({ systemTitle, content }: FrameEnvelope, keys: SuiteKeys): Uint8Array {
  return bufferOf(keys.unprotect(systemTitle, content).plaintext)
}

/** The compact buffer in the plain data-notification. Throws Chain2Error `not-a-frame`. */
export function bufferOf(plaintext: Uint8Array): Uint8Array {
  try {
    const notification = openNotification(plaintext, () => undefined)
    if (notification.kind !== 'data-notification')
      throw new Chain2Error('not-a-frame', `a ${notification.kind}`)
    const reader = new Reader(notification.body)
    for (const octet of structureOfOneOctetString) {
      if (reader.u8() !== octet) throw new Chain2Error('not-a-frame', 'no structure of one octet-string')
    }
    const buffer = axdr.octetString.decode(reader)
    reader.finish()
    return buffer
  } catch (error) {
    if (!(error instanceof DlmsError || error instanceof DecodeError)) throw error
    throw new Chain2Error('not-a-frame', error.message, { cause: error })
  }
}

const structureOfOneOctetString = [0x02, 0x01, 0x09]

/** A frame's octets with what its envelope says. */
export interface OpenedFrame {
  readonly systemTitle: Uint8Array
  readonly counter: number
  readonly buffer: Uint8Array
}

/**
 * Opens what {@link sealFrame} made; `keysFor` gives the keys of a system title, or undefined for a meter that is not ours.
 * Whether the counter has been seen before is not looked at: that is what `receive` adds.
 *
 * Throws Chain2Error `foreign`, `protection-too-weak`, `not-a-frame`; SecurityError `tag-mismatch` for a wrong key or a forged
 * frame; DecodeError for broken octets.
 */
export function openFrame(
  apdu: Uint8Array,
  keysFor: (systemTitle: Uint8Array) => SuiteKeys | undefined,
): OpenedFrame {
  const envelope = envelopeOf(apdu)
  const { systemTitle, counter } = envelope
  const keys = keysFor(systemTitle)
  if (keys === undefined) throw new Chain2Error('foreign')
  return { systemTitle, counter, buffer: openEnvelope(envelope, keys) }
}
