import { DecodeError, Reader, Writer } from '@ferraris/bytes'
import { type Columns, type ColumnToEncode, decodeColumns, encodeColumns, zone } from '@ferraris/cosem'
import { apduTags, SuiteKeys } from '@ferraris/dlms'
import { describeFigures, rate } from './figures.ts'
import { type Machine, machine } from './machine.ts'

/** How fast one core takes apart and puts together the protected load profile of a day. */
export interface CodecFigures {
  readonly bench: 'codec'
  readonly machine: Machine
  /** Octets of the profile alone, and of the protected message around it. */
  readonly profileOctets: number
  readonly messageOctets: number
  readonly decodesPerSecond: number
  readonly encodesPerSecond: number
  /** The cipher of the runtime alone, over as many octets: the ceiling. */
  readonly decryptsPerSecond: number
  readonly encryptsPerSecond: number
}

const rows = 96
const rome = zone('Europe/Rome')
const midnight = rome.startOfDay('2026-11-20')

/** A day of quarter hours: clock, A+ and A−, 26 octets a row. */
const day: readonly ColumnToEncode[] = [
  {
    kind: 'time',
    type: 'octet-string',
    values: Array.from({ length: rows }, (_, i) => midnight + 900 * (i + 1)),
  },
  {
    kind: 'number',
    type: 'double-long-unsigned',
    values: Array.from({ length: rows }, (_, i) => 23_866_000 + 57 * i),
  },
  {
    kind: 'number',
    type: 'double-long-unsigned',
    values: Array.from({ length: rows }, (_, i) => 1_204_000 + 3 * i),
  },
]
const kinds = ['time', undefined, undefined] as const

const systemTitle = Buffer.from('FER00001')
const authenticatedAndEncrypted = 0x30
const keys = new SuiteKeys(
  Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'),
  Buffer.from('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf', 'hex'),
)

/** Data-Notification without a time of its own (IEC 62056-5-3, 9.5): tag, long-invoke-id, an empty date-time. */
const notificationHead = Uint8Array.of(apduTags['data-notification'], 0x40, 0, 0, 1, 0)

/** The profile as a meter pushes it: data-notification in general-glo-ciphering, authenticated and encrypted. */
function encodeMessage(columns: readonly ColumnToEncode[], counter: number): Uint8Array {
  const profile = encodeColumns(columns, rome)
  const plain = new Uint8Array(notificationHead.length + profile.length)
  plain.set(notificationHead)
  plain.set(profile, notificationHead.length)
  const content = keys.protect(authenticatedAndEncrypted, systemTitle, counter, plain)
  return new Writer(content.length + 16)
    .u8(apduTags['general-glo-ciphering'])
    .u8(systemTitle.length)
    .bytes(systemTitle)
    .u8(0x82)
    .u16(content.length)
    .bytes(content)
    .finish()
}

/** The message's columns; throws for anything but what it must be. */
function decodeMessage(message: Uint8Array): Columns {
  const reader = new Reader(message)
  if (reader.u8() !== apduTags['general-glo-ciphering'])
    throw new DecodeError('unexpected', 0, 'another APDU')
  const title = reader.take(reader.u8())
  if (reader.u8() !== 0x82) throw new DecodeError('unexpected', reader.offset, 'another form of length')
  const { plaintext } = keys.unprotect(title, reader.take(reader.u16()))
  if (plaintext[0] !== notificationHead[0] || plaintext[5] !== 0) {
    throw new DecodeError('unexpected', 0, 'another notification')
  }
  return decodeColumns(plaintext.subarray(notificationHead.length), { zone: rome, kinds })
}

/** Measures one core for some seconds. */
export function benchCodec(seconds = 2): CodecFigures {
  const message = encodeMessage(day, 1)
  checkSame(decodeMessage(message))
  const profile = encodeColumns(day, rome)
  const content = keys.protect(authenticatedAndEncrypted, systemTitle, 1, profile)
  let counter = 1
  return {
    bench: 'codec',
    machine: machine(),
    profileOctets: profile.length,
    messageOctets: message.length,
    decodesPerSecond: perSecond(seconds, () => decodeMessage(message)),
    encodesPerSecond: perSecond(seconds, () => encodeMessage(day, ++counter)),
    decryptsPerSecond: perSecond(seconds, () => keys.unprotect(systemTitle, content)),
    encryptsPerSecond: perSecond(seconds, () =>
      keys.protect(authenticatedAndEncrypted, systemTitle, ++counter, profile),
    ),
  }
}

/** What is measured must also be right: every value comes back. */
function checkSame({ columns }: Columns): void {
  day.forEach(({ values }, i) => {
    const decoded = columns[i]!.values
    for (let row = 0; row < rows; row++) {
      if (decoded[row] !== values[row])
        throw new Error(`row ${row}, column ${i}: ${decoded[row]} is not ${values[row]}`)
    }
  })
}

/** The median of five runs, after a warm-up. */
function perSecond(seconds: number, work: () => unknown): number {
  const run = (length: number): number => {
    const began = performance.now()
    let count = 0
    let elapsed = 0
    while (elapsed < length) {
      for (let i = 0; i < 200; i++) work()
      count += 200
      elapsed = (performance.now() - began) / 1000
    }
    return count / elapsed
  }
  run(seconds / 5)
  const runs = Array.from({ length: 5 }, () => run(seconds / 5)).sort((a, b) => a - b)
  return Math.round(runs[2]!)
}

/** The figures for people. */
export const describeCodec = (figures: CodecFigures): string =>
  describeFigures('codec, one core', figures.machine, [
    [`decode and decrypt a day of 96 × 3 (${figures.messageOctets} octets)`, rate(figures.decodesPerSecond)],
    ['encode and encrypt it', rate(figures.encodesPerSecond)],
    ['cipher alone, decrypt', rate(figures.decryptsPerSecond)],
    ['cipher alone, encrypt', rate(figures.encryptsPerSecond)],
  ])
