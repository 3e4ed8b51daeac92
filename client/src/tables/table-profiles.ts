import { type Data, data, dateTimeAt, encodeDateTime, type Obis, type Zone } from '@ferraris/cosem'
import { columnKindOf } from '@ferraris/cosem/profile'
import {
  eventCodeOf,
  ferraris,
  idisLogs,
  logOf,
  obisCodes,
  secondsPerDay,
  secondsPerQuarter,
} from '@ferraris/metering'
import { readEvents, selectProfile, selectRows } from '@ferraris/smitp/session'
import {
  catalogue,
  type DailyClosureRow,
  loadProfileTables,
  type MonthlyClosureRow,
} from '@ferraris/smitp/tables'
import type { SmitpSession } from '@ferraris/transport'
import { ClientError } from '../client-error.ts'
import type { Profile } from '../profiles/profile.ts'
import { columnRoles, type ProfileColumn } from '../profiles/profile-head.ts'
import type { Span } from '../profiles/row-requests.ts'
import { tableUnit } from './table-units.ts'

/** A row of a profile from tables: when, its status where it has one, and the other columns. */
interface TableRow {
  readonly time: number
  readonly status?: number
  readonly cells: readonly number[]
}

interface TableProfile {
  readonly capturePeriod: number
  readonly columns: readonly ProfileColumn[]
  read(session: SmitpSession, span: Span): Promise<readonly TableRow[]>
}

function column(obis: Obis, classId = 3, attribute = 2): ProfileColumn {
  return { classId, obis, attribute }
}

const { activeEnergyImport, activeEnergyExport, reactiveEnergyImport, reactiveEnergyExport } = obisCodes
const clock = column(obisCodes.clock, 8)
const status = column(obisCodes.profileStatus, 1)
const energies = [activeEnergyImport, activeEnergyExport, reactiveEnergyImport, reactiveEnergyExport].map(
  name => column(name),
)
const tariffs = (['1.0.1.8.1.255', '1.0.1.8.2.255', '1.0.1.8.3.255', '1.0.1.8.4.255'] as Obis[]).map(name =>
  column(name),
)
const demand = [column(obisCodes.maximumDemandImport, 4), column(obisCodes.maximumDemandImport, 4, 5)]

/** The profiles that tables hold, in the columns that COSEM gives them. */
const profiles: ReadonlyMap<string, TableProfile> = new Map<string, TableProfile>([
  [
    obisCodes.loadProfile,
    { capturePeriod: secondsPerQuarter, columns: [clock, status, ...energies], read: readLoadProfile },
  ],
  [
    obisCodes.dailyProfile,
    {
      capturePeriod: secondsPerDay,
      columns: [clock, status, ...energies, ...tariffs],
      read: async (session, { from, to }) =>
        (await session.select(selectRows(catalogue.dailyClosure, from, to))).map(row => closure(row)),
    },
  ],
  [
    obisCodes.billingProfile,
    {
      capturePeriod: 0,
      columns: [clock, status, ...energies, ...tariffs, ...demand],
      read: async (session, { from, to }) =>
        (await session.select(selectRows(catalogue.monthlyClosure, from, to))).map(row =>
          closure(row, row.demand, row.demandTime),
        ),
    },
  ],
  ...Object.values(idisLogs).map((log): [string, TableProfile] => [log, eventLog(log)]),
])

/** One log: table 30 has the events of all of them in one row, and the number tells where each stands in COSEM. */
function eventLog(log: Obis): TableProfile {
  return {
    capturePeriod: 0,
    columns: [clock, column(eventCodeOf(log), 1)],
    async read(session, { from, to }) {
      const { eventCounter } = await session.row(catalogue.statusWord, 0x3f)
      const events = await session.select(readEvents(undefined, eventCounter))
      return events
        .filter(
          ({ time, code }) =>
            from <= time && time <= to && (logOf(ferraris, code) ?? idisLogs.standard) === log,
        )
        .map(({ time, code }) => ({ time, cells: [code] }))
    },
  }
}

/** Reads the rows of a profile, in the columns it has through COSEM. Throws ClientError for one that tables do not hold. */
export async function readTableProfile(
  session: SmitpSession,
  zone: Zone,
  obis: Obis,
  span: Span,
): Promise<Profile> {
  const found = profiles.get(obis)
  if (found === undefined) {
    const known = [...profiles.keys()].join(', ')
    throw new ClientError('no-object', obis, `no table holds this profile; there are ${known}`)
  }
  const { capturePeriod, columns } = found
  const rows = await found.read(session, span)
  const roles = columnRoles({ columns })
  const places = columns.flatMap((_, i) => (roles[i] === 'clock' || roles[i] === 'status' ? [] : [i]))
  return {
    obis,
    head: { capturePeriod, columns },
    units: columns.map(tableUnit),
    count: rows.length,
    times: Float64Array.from(rows, ({ time }) => time),
    status: Uint8Array.from(rows, row => row.status ?? 0),
    registers: places
      .map((place, cell) => ({ isRegister: roles[place] === 'register', cell }))
      .filter(({ isRegister }) => isRegister)
      .map(({ cell }) => Float64Array.from(rows, ({ cells }) => cells[cell] ?? Number.NaN)),
    rows: rows.map(row => [
      stamp(row.time, zone),
      ...(row.status === undefined ? [] : [data.unsigned(row.status)]),
      ...row.cells.map((value, cell) => cellOf(columns[places[cell] ?? 0], value, zone)),
    ]),
  }
}

function cellOf(column: ProfileColumn | undefined, value: number, zone: Zone): Data {
  if (column !== undefined && columnKindOf(column) === 'time') return stamp(value, zone)
  return column?.classId === 1 ? data.unsigned(value) : data.doubleLongUnsigned(value)
}

function stamp(time: number, zone: Zone): Data {
  return data.octets(encodeDateTime(dateTimeAt(time, zone)))
}

async function readLoadProfile(session: SmitpSession, { from, to }: Span): Promise<TableRow[]> {
  const byTime = new Map<
    number,
    { readonly time: number; readonly status: number; readonly cells: number[] }
  >()
  for (const table of loadProfileTables) {
    for (const { time, status, value } of await session.select(selectProfile(table, from, to))) {
      const row = byTime.get(time) ?? { time, status, cells: [] }
      row.cells.push(value)
      byTime.set(time, row)
    }
  }
  // A row that was captured between the requests is there in the last registers only.
  return [...byTime.values()].filter(({ cells }) => cells.length === loadProfileTables.length)
}

function closure(row: DailyClosureRow | MonthlyClosureRow, ...more: readonly number[]): TableRow {
  const { time, status } = row
  const totals = [row.activeImport, row.activeExport, row.reactiveImport, row.reactiveExport]
  return { time, status, cells: [...totals, row.tariff1, row.tariff2, row.tariff3, row.tariff4, ...more] }
}
