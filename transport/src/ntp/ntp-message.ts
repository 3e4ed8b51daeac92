import { axdr, sequence, type ValueOf } from '@ferraris/codec'
import { msPerSecond, secondsOf } from '@ferraris/metering'

/** A message of NTP, version 4, without extensions (RFC 5905, 7.3). */
export const ntpMessage = sequence('NTP', {
  /** Two bits of leap indicator, three of version, three of mode. */
  head: axdr.unsigned8,
  /** Of the server's clock: 1 is one of reference, 0 says that this is no answer (kiss of death). */
  stratum: axdr.unsigned8,
  poll: axdr.integer8,
  precision: axdr.integer8,
  rootDelay: axdr.unsigned32,
  rootDispersion: axdr.unsigned32,
  reference: axdr.octets(4),
  referenceTime: axdr.octets(8),
  /** What the client has sent as its time, octet by octet: by it the client knows its answer. */
  origin: axdr.octets(8),
  received: axdr.octets(8),
  sent: axdr.octets(8),
})
export type NtpMessage = ValueOf<typeof ntpMessage>

export const ntpLength = 48

const version = 4
const modes = { client: 3, server: 4 } as const
/** Leap indicator of a server whose clock is not set. */
const unset = 3

export function headOf(mode: keyof typeof modes): number {
  return (version << 3) | modes[mode]
}

export function isMode({ head }: NtpMessage, mode: keyof typeof modes): boolean {
  return (head & 7) === modes[mode]
}

/** Whether a server has a clock to answer by. */
export function isSet({ head, stratum }: NtpMessage): boolean {
  return head >> 6 !== unset && stratum >= 1 && stratum <= 15
}

/** Seconds from 1900, where the first era of NTP begins, to 1970; those of an era. */
const secondsTo1970 = 2_208_988_800
const era = 2 ** 32

/** Epoch milliseconds of a timestamp. Seconds in the lower half of an era are in the one from 2036 on (RFC 5905, 6). */
export function instantOf(timestamp: Uint8Array): number {
  const view = new DataView(timestamp.buffer, timestamp.byteOffset, timestamp.length)
  const seconds = view.getUint32(0)
  const whole = (seconds < era / 2 ? seconds + era : seconds) - secondsTo1970
  return (whole + view.getUint32(4) / era) * msPerSecond
}

/** The timestamp of an instant, epoch milliseconds. */
export function timestampOf(instant: number): Uint8Array {
  const since1900 = secondsOf(instant) + secondsTo1970
  const whole = Math.floor(since1900)
  const octets = new Uint8Array(8)
  const view = new DataView(octets.buffer)
  view.setUint32(0, whole % era)
  view.setUint32(4, Math.floor((since1900 - whole) * era))
  return octets
}
