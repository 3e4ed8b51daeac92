import { fromHex } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { wholeSecondsOf } from '@ferraris/metering'
import {
  type ConcentratorRowKind,
  type ConcentratorRowName,
  concentratorCatalogue,
  meterTables,
  runEntryCommand,
  settingRows,
} from '@ferraris/smitp/concentrator-tables'
import type { Effect, Right, TableStore } from '@ferraris/smitp/session'
import { type CalendarEntry, calendarEntries, type OperatorSettings, settingBounds } from '@ferraris/uplink'
import { inForce, type RefusedSettings } from '../operator-settings.ts'
import type { Itself } from '../own/itself.ts'
import type { Section } from '../section.ts'
import { defaultSettings } from '../settings.ts'
import { neighboursOf } from '../uplink/neighbours.ts'

interface TableParts {
  readonly name: string
  readonly section: Section
  readonly itself: Itself
  readonly run: (entry: CalendarEntry) => boolean
  readonly set: (settings: OperatorSettings) => RefusedSettings
}

type Rows = { readonly [K in ConcentratorRowName]: (row: number, table: number) => ValueOfRow<K> | undefined }
type ValueOfRow<K extends ConcentratorRowName> =
  (typeof concentratorCatalogue)[K] extends ConcentratorRowKind<infer T> ? T : never

/** The concentrator's own tables: a view of what it tells of itself otherwise, and of its settings. */
export class OwnTables implements TableStore {
  readonly #parts: TableParts
  readonly #rows: Rows

  constructor(parts: TableParts) {
    this.#parts = parts
    this.#rows = rowsOf(parts)
  }

  read(table: number, row: number): Uint8Array | 'table-undefined' | 'row-undefined' {
    const name = rowNameOf(table, row)
    if (name === undefined) return isTable(table) ? 'row-undefined' : 'table-undefined'
    const value = this.#rows[name](row, table)
    if (value === undefined) return 'row-undefined'
    const { codec } = concentratorCatalogue[name] as ConcentratorRowKind<unknown>
    return encode(codec, value)
  }

  readRows(table: number, first: number, last: number): ReturnType<TableStore['readRows']> {
    if (!isTable(table)) return 'table-undefined'
    return this.#present(table, first, last)
  }

  /** Its tables are read by their rows; what has a time is in its event log, the newest 256 of it. */
  select(): 'message-unknown' {
    return 'message-unknown'
  }

  write(table: number, row: number, data: Uint8Array, right: Right): Effect {
    const name = settingOf(table, row)
    if (name === undefined) return this.#refusal(table, row)
    if (right !== 'write') return 'access-denied'
    if (data.length !== 4) return 'length-wrong'
    const value = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true)
    return this.#set(name, value)
  }

  reset(table: number, row: number, right: Right): Effect {
    const one = settingOf(table, row)
    const isWhole = table === concentratorCatalogue.setting.table && row === 0xff
    if (one === undefined && !isWhole) return this.#refusal(table, row)
    if (right !== 'write') return 'access-denied'
    const factory = inForce(defaultSettings)
    const names = one === undefined ? settingRows : [one]
    const settings = Object.fromEntries(names.map(name => [name, factory[name]]))
    return this.#parts.set(settings).length === 0 ? 'done' : 'value-refused'
  }

  command(command: number, parameters: Uint8Array, right: Right): Effect {
    if (command !== runEntryCommand) return 'message-unknown'
    if (right !== 'write') return 'access-denied'
    if (parameters.length !== 1) return 'length-wrong'
    const entry = calendarEntries[parameters[0] ?? 0xff]
    return entry !== undefined && this.#parts.run(entry) ? 'done' : 'value-refused'
  }

  tables() {
    const tables = new Map<number, number>()
    for (const { table, rows } of Object.values(concentratorCatalogue)) tables.set(table, rows[1] + 1)
    for (let page = 0; page < meterTables.count; page++) tables.set(meterTables.first + page, 256)
    return [...tables].map(([table, rows]) => ({ table, rows }))
  }

  firmwareBlock(): Effect {
    return 'message-unknown'
  }

  *#present(table: number, first: number, last: number) {
    for (let row = first; row <= last; row++) {
      const data = this.read(table, row)
      if (typeof data !== 'string') yield { row, data }
    }
  }

  #set(name: (typeof settingRows)[number], value: number): Effect {
    const { least, most } = settingBounds[name]
    if (value < least || value > most) return 'value-refused'
    return this.#parts.set({ [name]: value }).length === 0 ? 'done' : 'value-refused'
  }

  /** Why a row cannot be changed. */
  #refusal(table: number, row: number): Effect {
    const found = this.read(table, row)
    return typeof found === 'string' ? found : 'access-denied'
  }
}

function rowsOf({ name, section, itself }: TableParts): Rows {
  return {
    statusWord: () => {
      const { word, events } = itself.state()
      return { conditions: word, eventCounter: events & 0xffff, spare: new Uint8Array(4) }
    },
    name: () => ({ name }),
    clock: () => {
      const { source, stratum = 0, offsetMs = 0 } = itself.state().clock
      return { time: wholeSecondsOf(section.now), source, stratum, offsetMs: Math.round(offsetMs) }
    },
    setting: row => {
      const setting = settingRows[row]
      return setting && { value: inForce(section.settings)[setting] ?? 0 }
    },
    calendar: row => {
      const found = itself.state().calendar.find(({ entry }) => entry === calendarEntries[row])
      if (found === undefined) return undefined
      const seconds = (time: number | undefined) => (time === undefined ? 0 : wholeSecondsOf(time))
      return { every: found.everySeconds ?? 0, last: seconds(found.lastAt), next: seconds(found.nextAt) }
    },
    event: row => {
      // The newest event whose number ends so.
      const newest = itself.log.newest
      const number = newest - ((newest - row) & 0xff)
      const [event] = number < 1 ? [] : itself.log.after(number - 1, 1)
      if (event === undefined || event.number !== number) return undefined
      return { number, time: wholeSecondsOf(event.at), code: event.code }
    },
    firmware: () => ({ version: itself.firmware.state.version }),
    meter: (row, table) => {
      const neighbours = neighboursOf(section).toSorted((a, b) => (a.aca < b.aca ? -1 : 1))
      const meter = neighbours[(table - meterTables.first) * 256 + row]
      if (meter === undefined) return undefined
      const { aca, state, route, lastHeard } = meter
      return { aca: fromHex(aca), state, repeaters: route.length, lastHeard: wholeSecondsOf(lastHeard) }
    },
  }
}

function rowNameOf(table: number, row: number): ConcentratorRowName | undefined {
  if (isMeterTable(table)) return 'meter'
  return (Object.keys(concentratorCatalogue) as ConcentratorRowName[]).find(name => {
    const { table: of, rows } = concentratorCatalogue[name]
    return of === table && rows[0] <= row && row <= rows[1]
  })
}

function isMeterTable(table: number): boolean {
  return table >= meterTables.first && table < meterTables.first + meterTables.count
}

function isTable(table: number): boolean {
  return isMeterTable(table) || Object.values(concentratorCatalogue).some(kind => kind.table === table)
}

function settingOf(table: number, row: number): (typeof settingRows)[number] | undefined {
  return table === concentratorCatalogue.setting.table ? settingRows[row] : undefined
}
