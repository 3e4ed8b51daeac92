import { type Data, data, dateTimeAt, encodeDateTime, obis, unitCode, type Zone } from '@ferraris/cosem'
import { columnKindOf } from '@ferraris/cosem/profile'
import type { CaptureObject } from '@ferraris/cosem/values'
import { readEvents, selectProfile, selectRows } from '@ferraris/smitp/session'
import {
  catalogue,
  type DailyClosureRow,
  loadProfileTables,
  type MonthlyClosureRow,
  type ProfileRow,
} from '@ferraris/smitp/tables'
import type { SmitpSession } from '@ferraris/transport'
import { Refusal } from '../../errors.ts'
import type { Profile, ProfileColumn } from './read-profile.ts'

/** UNIX seconds, both included. */
export interface Span {
  readonly from: number
  readonly to: number
}

type Reader = (session: SmitpSession, zone: Zone, span: Span) => Promise<Profile['rows']>

function column(classId: number, name: string, attribute = 2): CaptureObject {
  return {
    classId,
    obis: obis(name),
    attribute,
    dataIndex: 0,
  }
}
const clock = column(8, '0.0.1.0.0.255')
const status = column(1, '0.0.96.10.1.255')
const energies = loadProfileTables.map(({ obis: name }) => column(3, name))
const tariffs = [1, 2, 3, 4].map(tariff => column(3, `1.0.1.8.${tariff}.255`))
const demand = [column(4, '1.0.1.6.0.255'), column(4, '1.0.1.6.0.255', 5)]

function stamp(time: number, zone: Zone): Data {
  return data.octets(encodeDateTime(dateTimeAt(time, zone)))
}
function register(value: number): Data {
  return data.doubleLongUnsigned(value)
}

/** The profiles that tables hold, in the columns that COSEM gives them. */
const profiles: Readonly<
  Record<
    string,
    { readonly period: number; readonly columns: readonly CaptureObject[]; readonly read: Reader }
  >
> = {
  '1.0.99.1.0.255': { period: 900, columns: [clock, status, ...energies], read: readLoadProfile },
  '1.0.99.2.0.255': {
    period: 86_400,
    columns: [clock, status, ...energies, ...tariffs],
    read: async (session, zone, { from, to }) =>
      (await session.select(selectRows(catalogue.dailyClosure, from, to))).map(row => closure(row, zone)),
  },
  '0.0.98.1.0.255': {
    period: 0,
    columns: [clock, status, ...energies, ...tariffs, ...demand],
    read: async (session, zone, { from, to }) =>
      (await session.select(selectRows(catalogue.monthlyClosure, from, to))).map(row => [
        ...closure(row, zone),
        register(row.demand),
        stamp(row.demandTime, zone),
      ]),
  },
  '0.0.99.98.0.255': {
    period: 0,
    columns: [clock, column(1, '0.0.96.11.0.255')],
    async read(session, zone, { from, to }) {
      const { eventCounter } = await session.row(catalogue.statusWord, 0x3f)
      const events = await session.select(readEvents(undefined, eventCounter))
      return events
        .filter(({ time }) => from <= time && time <= to)
        .map(({ time, code }) => [stamp(time, zone), data.unsigned(code)])
    },
  },
}

/** Reads the rows of a profile, with the columns it has through COSEM. Throws Refusal for one that tables do not hold. */
export async function readTableProfile(
  session: SmitpSession,
  zone: Zone,
  name: string,
  span: Span,
): Promise<Profile> {
  const found = profiles[name]
  if (found === undefined) {
    const known = Object.keys(profiles).join(', ')
    throw new Refusal('application', 'object-undefined', `no table holds profile ${name}; there are ${known}`)
  }
  return {
    obis: obis(name),
    capturePeriod: found.period,
    columns: found.columns.map(named),
    rows: await found.read(session, zone, span),
  }
}

async function readLoadProfile(
  session: SmitpSession,
  zone: Zone,
  { from, to }: Span,
): Promise<Profile['rows']> {
  const byTime = new Map<number, { status: number; values: number[] }>()
  for (const table of loadProfileTables) {
    const rows: readonly ProfileRow[] = await session.select(selectProfile(table, from, to))
    for (const { time, status, value } of rows) {
      const row = byTime.get(time) ?? { status, values: [] }
      row.values.push(value)
      byTime.set(time, row)
    }
  }
  // A row that was captured between the requests is there in the last registers only.
  const whole = [...byTime].filter(([, { values }]) => values.length === loadProfileTables.length)
  return whole.map(([time, { status, values }]) => [
    stamp(time, zone),
    data.unsigned(status),
    ...values.map(register),
  ])
}

function closure(row: DailyClosureRow | MonthlyClosureRow, zone: Zone): Data[] {
  return [
    stamp(row.time, zone),
    data.unsigned(row.status),
    ...[row.activeImport, row.activeExport, row.reactiveImport, row.reactiveExport].map(register),
    ...[row.tariff1, row.tariff2, row.tariff3, row.tariff4].map(register),
  ]
}

function named(object: CaptureObject): ProfileColumn {
  const isTime = columnKindOf(object) === 'time'
  const unit = object.classId === 4 ? 'W' : /^1\.0\.[34]\./.test(object.obis) ? 'varh' : 'Wh'
  const scalerUnit = isTime || object.classId === 1 ? undefined : { scaler: 0, unit: unitCode[unit] }
  return { ...object, kind: isTime ? 'time' : undefined, scalerUnit }
}
