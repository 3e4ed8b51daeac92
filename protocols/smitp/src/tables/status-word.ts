import { type Codec, mapped, sequence } from '@ferraris/codec'
import { unsigned16le } from '../little-endian.ts'

/** Bits 0 to 9 of the status word (our choice; the word itself is table 00, row 3F, in the field). */
export const statusBits = [
  'clockInvalid',
  'coverOpen',
  'magneticField',
  'breakerOpen',
  'limiterArmed',
  'powerFailed',
  'profileOverflow',
  'memoryError',
  'voltageAlarm',
  'chain2Active',
] as const
export type StatusBit = (typeof statusBits)[number]

interface StatusWord {
  readonly bits: ReadonlySet<StatusBit>
  /** Events the meter has logged, modulo 65536: another number than last time means there is something to read. */
  readonly eventCounter: number
  /** Changes of its alarm registers and descriptors, modulo 65536; 0 for a meter that counts none. */
  readonly alarmCounter: number
}

/** Octets not used yet. */
const spare = mapped(
  unsigned16le,
  () => 0,
  () => undefined,
) as Codec<undefined>

/** 8 octets, low octet first: bits 0 to 15 conditions, 16 to 31 the event counter, 32 to 47 the alarm counter (our choice), the rest 0. */
export const statusWord: Codec<StatusWord> = mapped(
  sequence('status word', {
    conditions: unsigned16le,
    eventCounter: unsigned16le,
    alarmCounter: unsigned16le,
    spare,
  }),
  ({ bits, eventCounter, alarmCounter }) => ({
    conditions: statusBits.reduce((word, bit, place) => word | (bits.has(bit) ? 1 << place : 0), 0),
    eventCounter: eventCounter & 0xffff,
    alarmCounter: alarmCounter & 0xffff,
  }),
  ({ conditions, eventCounter, alarmCounter }) => ({
    bits: new Set(statusBits.filter((_, place) => (conditions & (1 << place)) !== 0)),
    eventCounter,
    alarmCounter,
  }),
)
