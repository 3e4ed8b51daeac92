import { Reader } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import type { Reading } from '@ferraris/codec/dissect'
import { looksLikeP1, readP1 } from '@ferraris/iec62056-21'
import { apduTags } from '../apdu/tags.ts'
import type { OpeningKeys } from './open-notification.ts'
import { p1Readings } from './p1-readings.ts'

/** The text of a customer port P1 that came in general-glo-ciphering, in place of a notification. */
export interface OpenedText {
  readonly systemTitle: Uint8Array
  /** The meter's own number, where the text says it. */
  readonly meter: string | undefined
  readonly readings: readonly Reading[]
}

/** Opens such a text; undefined for any other APDU. Throws SecurityError, DecodeError. */
export function openText(
  apdu: Uint8Array,
  keysFor: (systemTitle: Uint8Array) => OpeningKeys | undefined,
): OpenedText | undefined {
  if (apdu[0] !== apduTags['general-glo-ciphering']) return undefined
  const reader = new Reader(apdu, { start: 1 })
  const systemTitle = axdr.octetString.decode(reader)
  const { plaintext } = keysFor(systemTitle)?.unprotect(systemTitle, axdr.octetString.decode(reader)) ?? {}
  if (plaintext === undefined || !looksLikeP1(plaintext)) return undefined
  const readings = p1Readings(readP1(plaintext))
  const number = readings.find(({ obis }) => obis === '0.0.96.1.1.255' || obis === '0.0.42.0.0.255')
  return { systemTitle, meter: number && String(number.value), readings }
}
