import { type Data, data, dateTimeAt, encodeData, encodeDateTime, type Zone } from '@ferraris/cosem'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import type { BillingRow } from '../../store/billing-profile.ts'
import type { DailyRow } from '../../store/daily-profile.ts'
import type { LoggedEvent } from '../../store/event-log.ts'
import type { QuarterRows } from '../../store/load-profile.ts'
import { CAPTURE_OBJECTS, type ProfileName } from './capture-objects.ts'
import type { Context } from './context.ts'
import { encodeQuarterRows } from './load-profile-buffer.ts'
import { type Rows, readSelection } from './selective-access.ts'

/** The buffer of a profile, or the part that the client selected. */
export const profileBuffer = (
  profile: ProfileName,
  { store, now, selection }: Context,
): EncodedData | DataAccessResult => {
  const { zone } = store.clock
  const selected = readSelection(selection, CAPTURE_OBJECTS[profile], zone)
  if (typeof selected === 'string') return selected
  const { rows, columns } = selected
  const encodeRows = <Row>(found: readonly Row[], toData: (row: Row, zone: Zone) => readonly Data[]) =>
    encodeData(
      data.array(
        ...found.map(row => {
          const cells = toData(row, zone)
          return data.structure(...columns.map(column => cells[column]))
        }),
      ),
    )
  switch (profile) {
    case 'load':
      return encodeQuarterRows(rowsOf(store.loadProfile, rows, now), columns, zone)
    case 'daily':
      return encodeRows(rowsOf(store.dailyProfile, rows, now), dailyRow)
    case 'billing':
      return encodeRows(rowsOf(store.billingProfile, rows, now), billingRow)
    case 'events':
      return encodeRows(eventsOf(store.events.all(now), rows), eventRow)
  }
}

interface Selectable<Found> {
  range(from: number, to: number, now: number): Found
  entries(first: number, last: number, now: number): Found
}

const rowsOf = <Found>(profile: Selectable<Found>, { by, from, to }: Rows, now: number): Found =>
  by === 'time' ? profile.range(from, to, now) : profile.entries(from, to, now)

const eventsOf = (events: readonly LoggedEvent[], { by, from, to }: Rows): readonly LoggedEvent[] =>
  by === 'time'
    ? events.filter(({ shown }) => from <= shown && shown <= to)
    : events.slice(Math.max(0, from - 1), Math.max(0, to))

/** A moment of the meter's time as the date-time octets that COSEM objects carry. */
export const stamp = (shown: number, zone: Zone): Data => data.octets(encodeDateTime(dateTimeAt(shown, zone)))

/** A register as it travels: 32 bit, over which it wraps around. */
export const count = (value: number): Data => data.doubleLongUnsigned(value >>> 0)

const dailyRow = ({ shown, status, registers }: DailyRow, zone: Zone): Data[] => [
  stamp(shown, zone),
  data.unsigned(status),
  ...Array.from(registers, count),
]

const billingRow = (row: BillingRow, zone: Zone): Data[] => [
  ...dailyRow(row, zone),
  count(row.demand.power),
  stamp(row.demand.time, zone),
]

const eventRow = ({ shown, code }: LoggedEvent, zone: Zone): Data[] => [
  stamp(shown, zone),
  data.unsigned(code),
]

/** The rows of the load profile as generic data: the plain meaning of what `encodeQuarterRows` writes. */
export const quarterRowsData = (rows: QuarterRows, columns: readonly number[], zone: Zone): Data =>
  data.array(
    ...Array.from({ length: rows.count }, (_, row) => {
      const cells = [
        stamp(rows.shown[row], zone),
        data.unsigned(rows.status[row]),
        ...rows.values.map(values => count(values[row])),
      ]
      return data.structure(...columns.map(column => cells[column]))
    }),
  )
