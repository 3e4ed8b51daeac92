import { type ColumnToEncode, encodeColumns } from '@ferraris/cosem/profile'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import { channels } from '../../metrology/registers.ts'
import type { LoggedEvent } from '../../store/event-log.ts'
import type { MeterStore } from '../../store/meter-store.ts'
import type { BillingRow } from '../../store/profiles/billing-profile.ts'
import type { DailyRow } from '../../store/profiles/daily-profile.ts'
import type { QuarterRows } from '../../store/profiles/load-profile.ts'
import type { Context } from '../model/context.ts'
import { readSelection } from '../model/selective-access.ts'
import { captureObjectsOf, type ProfileName } from './capture-objects.ts'

/** The buffer of a profile, or the part that the client selected. Rows never become objects: columns are encoded. */
export function profileBuffer(
  profile: ProfileName,
  { store, now, selection }: Context,
): EncodedData | DataAccessResult {
  const { zone } = store.clock
  const selected = readSelection(selection, captureObjectsOf[profile], zone)
  if (typeof selected === 'string') return selected
  const { by, from, to, columns } = selected
  const byValue = typeof by === 'object'
  const rows: Rows = byValue ? everyRow : { by, from, to }
  const all = columnsOf[profile](store, rows, now)
  const found = byValue ? withinRange(all, by.column, from, to) : all
  return encodeColumns(
    columns.map(place => found[place]),
    zone,
  )
}

/** Every column of a profile is one of numbers. */
type Column = Exclude<ColumnToEncode, { readonly kind: 'data' }>

interface Rows {
  readonly by: 'time' | 'entry'
  readonly from: number
  readonly to: number
}

const everyRow: Rows = { by: 'time', from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** The rows whose value in a column lies in a range. */
function withinRange(columns: Column[], place: number, from: number, to: number): Column[] {
  const bounding = Array.from(columns[place].values)
  const kept = bounding.flatMap((value, row) => (from <= value && value <= to ? [row] : []))
  return columns.map(column => ({ ...column, values: kept.map(row => column.values[row]) }))
}

/** The columns of each profile, in the order of its capture objects. */
const columnsOf: Record<ProfileName, (store: MeterStore, rows: Rows, now: number) => Column[]> = {
  load: (store, rows, now) => loadColumns(rowsOf(store.loadProfile, rows, now)),
  daily: (store, rows, now) => dailyColumns(rowsOf(store.dailyProfile, rows, now)),
  billing: (store, rows, now) => billingColumns(rowsOf(store.billingProfile, rows, now)),
  events: (store, rows, now) => eventColumns(eventsOf(store.events.all(now), rows)),
}

interface Selectable<Found> {
  range(from: number, to: number, now: number): Found
  entries(first: number, last: number, now: number): Found
}

function rowsOf<Found>(profile: Selectable<Found>, { by, from, to }: Rows, now: number): Found {
  return by === 'time' ? profile.range(from, to, now) : profile.entries(from, to, now)
}

function eventsOf(events: readonly LoggedEvent[], { by, from, to }: Rows): readonly LoggedEvent[] {
  return by === 'time'
    ? events.filter(({ shown }) => from <= shown && shown <= to)
    : events.slice(Math.max(0, from - 1), Math.max(0, to))
}

function loadColumns({ shown, status, values }: QuarterRows): Column[] {
  return [time(shown), octet(status), ...values.map(counted)]
}

function dailyColumns(rows: readonly DailyRow[]): Column[] {
  return [
    time(rows.map(({ shown }) => shown)),
    octet(rows.map(({ status }) => status)),
    ...channels.map((_, channel) => counted(Float64Array.from(rows, ({ registers }) => registers[channel]))),
  ]
}

function billingColumns(rows: readonly BillingRow[]): Column[] {
  return [
    ...dailyColumns(rows),
    counted(Float64Array.from(rows, ({ demand }) => demand.power)),
    time(rows.map(({ demand }) => demand.time)),
  ]
}

function eventColumns(events: readonly LoggedEvent[]): Column[] {
  return [time(events.map(({ shown }) => shown)), octet(events.map(({ code }) => code))]
}

function time(values: ArrayLike<number>): Column {
  return { kind: 'time', type: 'octet-string', values }
}

function octet(values: ArrayLike<number>): Column {
  return { kind: 'number', type: 'unsigned', values }
}

/** Registers have 32 bits, over which they wrap around. */
function counted(values: Float64Array): Column {
  return {
    kind: 'number',
    type: 'double-long-unsigned',
    values: values.every(value => value >>> 0 === value) ? values : values.map(value => value >>> 0),
  }
}
