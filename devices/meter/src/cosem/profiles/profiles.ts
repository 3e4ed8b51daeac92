import { at } from '@ferraris/bytes'
import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type CaptureObject, profileSelector } from '@ferraris/cosem/values'
import { type IdisLog, idisLogs, obisCodes, secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import { channels } from '../../metrology/registers.ts'
import { eventLogs } from '../../store/event-log.ts'
import type { MeterStore } from '../../store/meter-store.ts'
import type { DailyRow } from '../../store/profiles/daily-profile.ts'
import { failureRows } from '../../store/supply/supply-failures.ts'
import { read, readEncoded } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { clockColumn } from '../model/selective-access.ts'
import { billingColumns, captured, dailyColumns, eventColumns, loadColumns } from './capture-objects.ts'
import {
  type Column,
  type ColumnsOf,
  countedColumn,
  octetColumn,
  profileBuffer,
  type Rows,
  timeColumn,
} from './profile-buffer.ts'

/** A profile that the meter keeps of its own; clients read it, and change nothing about it. */
interface KeptProfile {
  /** Seconds; 0 for one that captures on events. */
  readonly capturePeriod: number
  readonly captured: readonly CaptureObject[]
  readonly columns: ColumnsOf
  entriesInUse(store: MeterStore, now: number): number
  capacity(store: MeterStore): number
}

export function profile(name: Obis, kept: KeptProfile): ObjectEntry {
  const { capturePeriod, captured, columns, entriesInUse, capacity } = kept
  return object(classes.profileGeneric, name, {
    buffer: readEncoded(context => profileBuffer(captured, columns, context), {
      selectors: Object.values(profileSelector),
    }),
    captureObjects: read(captured),
    capturePeriod: read(capturePeriod),
    sortMethod: read('fifo'),
    sortObject: read(clockColumn),
    entriesInUse: read(({ store, now }) => entriesInUse(store, now)),
    profileEntries: read(({ store }) => capacity(store)),
  })
}

interface Selectable<Found> {
  range(from: number, to: number, now: number): Found
  entries(first: number, last: number, now: number): Found
}

function rowsOf<Found>(profile: Selectable<Found>, { by, from, to }: Rows, now: number): Found {
  return by === 'time' ? profile.range(from, to, now) : profile.entries(from, to, now)
}

function columnsOfDays(rows: readonly DailyRow[]): Column[] {
  return [
    timeColumn(rows.map(({ shown }) => shown)),
    octetColumn(rows.map(({ status }) => status)),
    ...channels.map((_, channel) =>
      countedColumn(Float64Array.from(rows, ({ registers }) => at(registers, channel))),
    ),
  ]
}

export const profiles: readonly ObjectEntry[] = [
  profile(obisCodes.loadProfile, {
    capturePeriod: secondsPerQuarter,
    captured: loadColumns,
    columns(store, rows, now) {
      const { shown, status, values } = rowsOf(store.loadProfile, rows, now)
      return [timeColumn(shown), octetColumn(status), ...values.map(countedColumn)]
    },
    entriesInUse: ({ loadProfile }, now) => loadProfile.entriesInUse(now),
    capacity: ({ loadProfile }) => loadProfile.capacity,
  }),
  profile(obisCodes.dailyProfile, {
    capturePeriod: secondsPerDay,
    captured: dailyColumns,
    columns: (store, rows, now) => columnsOfDays(rowsOf(store.dailyProfile, rows, now)),
    entriesInUse: ({ dailyProfile }, now) => dailyProfile.entriesInUse(now),
    capacity: ({ dailyProfile }) => dailyProfile.capacity,
  }),
  profile(obisCodes.billingProfile, {
    capturePeriod: 0,
    captured: billingColumns,
    columns(store, selected, now) {
      const rows = rowsOf(store.billingProfile, selected, now)
      return [
        ...columnsOfDays(rows),
        countedColumn(Float64Array.from(rows, ({ demand }) => demand.power)),
        timeColumn(rows.map(({ demand }) => demand.time)),
      ]
    },
    entriesInUse: ({ billingProfile }, now) => billingProfile.entriesInUse(now),
    capacity: ({ billingProfile }) => billingProfile.capacity,
  }),
  failureLog(),
  ...eventLogs.map(eventLog),
]

/** Long failures of the supply under the time of their end. */
function failureLog(): ObjectEntry {
  return profile(obisCodes.powerFailureLog, {
    capturePeriod: 0,
    captured: [clockColumn, captured(3, obisCodes.powerFailureDuration)],
    columns({ failures, clock }, { by, from, to }, now) {
      const all = failures
        .log(now)
        .map(span => ({ shown: clock.read(span.to), seconds: span.to - span.from }))
      const found =
        by === 'time'
          ? all.filter(({ shown }) => from <= shown && shown <= to)
          : all.slice(Math.max(0, from - 1), Math.max(0, to))
      return [
        timeColumn(found.map(({ shown }) => shown)),
        countedColumn(Float64Array.from(found, ({ seconds }) => seconds)),
      ]
    },
    entriesInUse: ({ failures }, now) => failures.log(now).length,
    capacity: () => failureRows,
  })
}

function eventLog(log: IdisLog): ObjectEntry {
  const name = idisLogs[log]
  return profile(name, {
    capturePeriod: 0,
    captured: eventColumns(name),
    columns({ events }, { by, from, to }, now) {
      const all = events.of(log, now)
      const found =
        by === 'time'
          ? all.filter(({ shown }) => from <= shown && shown <= to)
          : all.slice(Math.max(0, from - 1), Math.max(0, to))
      const rows = [timeColumn(found.map(({ shown }) => shown)), octetColumn(found.map(({ code }) => code))]
      if (log !== 'power-quality') return rows
      return [
        ...rows,
        countedColumn(Float64Array.from(found, ({ magnitude = 0 }) => magnitude)),
        countedColumn(Float64Array.from(found, ({ duration = 0 }) => duration)),
      ]
    },
    entriesInUse: ({ events }, now) => events.of(log, now).length,
    capacity: ({ events }) => events.capacity,
  })
}
