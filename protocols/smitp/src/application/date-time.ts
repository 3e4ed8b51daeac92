import { axdr, type Codec, mapped, sequence } from '@ferraris/codec'
import { msOf, wholeSecondsOf } from '@ferraris/metering'
import { unsigned16le, unsigned32le } from '../little-endian.ts'

/**
 * DATE-TIME of an authenticated message, 8 octets; only its length is public, the rest is our choice. Zero in all
 * octets is "unknown", what the field's demonstration devices send.
 */
export const dateTime = sequence('DATE-TIME', {
  /** UNIX time. */
  seconds: unsigned32le,
  milliseconds: unsigned16le,
  /** Deviation of local time from UTC in quarters of an hour, east positive. */
  zone: axdr.integer8,
  flags: axdr.unsigned8,
})

export const dateTimeLength = 8

/** DATE-TIME without any value. */
export const unknownDateTime: Uint8Array = new Uint8Array(dateTimeLength)

/** DATE-TIME of an instant in epoch milliseconds, in UTC. */
export const dateTimeOf: Codec<number> = mapped(
  dateTime,
  instant => ({
    seconds: wholeSecondsOf(instant),
    milliseconds: Math.floor(instant) % 1000,
    zone: 0,
    flags: 0,
  }),
  ({ seconds, milliseconds }) => msOf(seconds) + milliseconds,
)
