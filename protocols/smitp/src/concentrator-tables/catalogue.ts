/**
 * The concentrator's own tables, for the central system (Original-SMITP over IP, CLC/TS 50568-8, clause 6). All of them are our choice: of
 * the field's data model only the place of the status word is public, which a concentrator has where its meters have it.
 */
import { axdr, type Codec, sequence } from '@ferraris/codec'
import { signed32le, unsigned16le, unsigned32le } from '../little-endian.ts'
import type { Right } from '../session/table-store.ts'

/** Rows of one kind of a concentrator: where they stand, what is in them, the rights that read, write and reset them. */
export interface ConcentratorRowKind<T> {
  readonly table: number
  readonly name: string
  readonly rows: readonly [first: number, last: number, meaning?: string]
  readonly codec: Codec<T>
  readonly read: Right
  readonly write?: Right
  readonly reset?: Right
  readonly units?: Readonly<Record<string, string>>
}

function kind<T>(definition: ConcentratorRowKind<T>): ConcentratorRowKind<T> {
  return definition
}

/** Text to the end of the row, one octet a character. */
const text: Codec<string> = {
  shape: { kind: 'leaf', name: 'text' },
  encode: (writer, value) => void writer.latin1(value),
  decode: reader => reader.latin1(reader.remaining),
}

const seconds = 's since 1970'

/** Settings by their rows, each with its unit; seconds, unless they count. */
export const settingRows = [
  'statusEverySeconds',
  'attempts',
  'backOffSeconds',
  'longestBackOffSeconds',
  'nightStartSeconds',
] as const

/** Tables of meters: 256 rows each, as many as a section of 2,000 meters needs. */
export const meterTables = { first: 0x60, count: 8 } as const

const meterStates = { new: 0, adopted: 1, silent: 2, foreign: 3 } as const

const meterRow = sequence('meter', {
  aca: axdr.octets(6),
  state: axdr.enumerated(meterStates),
  /** Repeaters on the way to it. */
  repeaters: axdr.unsigned8,
  lastHeard: unsigned32le,
})

export const concentratorCatalogue = {
  statusWord: kind({
    table: 0,
    name: 'status word',
    rows: [0x3f, 0x3f],
    codec: sequence('status word of a concentrator', {
      /** Bits as in the messages of interface G2. */
      conditions: unsigned16le,
      /** Entries of its event log, modulo 65536. */
      eventCounter: unsigned16le,
      spare: axdr.octets(4),
    }),
    read: 'read',
  }),
  name: kind({ table: 1, name: 'name', rows: [0, 0], codec: sequence('name', { name: text }), read: 'read' }),
  clock: kind({
    table: 2,
    name: 'clock',
    rows: [0, 0],
    codec: sequence('clock', {
      time: unsigned32le,
      source: axdr.enumerated({ unset: 0, given: 1, ntp: 2 }),
      stratum: axdr.unsigned8,
      offsetMs: signed32le,
    }),
    read: 'read',
    units: { time: seconds, offsetMs: 'ms' },
  }),
  setting: kind({
    table: 0x40,
    name: 'setting',
    rows: [0, settingRows.length - 1, settingRows.join(', ')],
    codec: sequence('setting', { value: unsigned32le }),
    read: 'read',
    write: 'write',
    reset: 'write',
  }),
  calendar: kind({
    table: 0x41,
    name: 'calendar entry',
    rows: [0, 15, 'entry, in the order of interface G2'],
    codec: sequence('calendar entry', { every: unsigned32le, last: unsigned32le, next: unsigned32le }),
    read: 'read',
    units: { every: 's', last: seconds, next: seconds },
  }),
  event: kind({
    table: 0x42,
    name: 'event',
    rows: [0, 255, 'number of the event, modulo 256'],
    codec: sequence('event of a concentrator', { number: unsigned32le, time: unsigned32le, code: text }),
    read: 'read',
    units: { time: seconds },
  }),
  firmware: kind({
    table: 0x3c,
    name: 'firmware',
    rows: [0, 0],
    codec: sequence('firmware', { version: text }),
    read: 'read',
  }),
  meter: kind({
    table: meterTables.first,
    name: 'meter',
    rows: [
      0,
      255,
      `meter, in the order of their addresses; the next 256 in the next table, up to ${meterTables.count}`,
    ],
    codec: meterRow,
    read: 'read',
    units: { lastHeard: seconds },
  }),
} as const
export type ConcentratorRowName = keyof typeof concentratorCatalogue

/** COMMAND.req of a concentrator: an entry of its calendar, at once; the parameter is its number. */
export const runEntryCommand = 30
