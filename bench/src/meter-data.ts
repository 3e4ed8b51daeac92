import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { collectedSource, openStore, Writer } from '@ferraris/head-end'
import { processAll } from '@ferraris/meter-data'
import { type Machine, machine } from './measure/machine.ts'
import { deliver, enrolMeters } from './store.ts'

interface MeterDataFigures {
  readonly bench: 'meter-data'
  readonly machine: Machine
  readonly meters: number
  readonly days: number
  readonly channels: number
  /** A meter-day is all channels of one meter over one local day: taken, judged by all rules, committed. */
  readonly meterDaysPerSecond: number
  readonly channelDaysPerSecond: number
  /** Time of our own core for a meter-day, microseconds: the rest is PostgreSQL's. */
  readonly cpuPerMeterDayMicroseconds: number
  /** Days that wait for a person, of all. */
  readonly exceptions: number
  /** The same days due again, nothing of them changed: judged, and no version made. */
  readonly repeatedMeterDaysPerSecond: number
}

const channels = 4
const now = Date.parse('2026-10-20T06:00:00Z')

/** Measures validation as a head-end runs it: days that its writer stored are taken from the queue, judged and committed. */
export async function benchMeterData({
  meters = 2000,
  days = 7,
}: {
  readonly meters?: number
  readonly days?: number
} = {}): Promise<MeterDataFigures> {
  const folder = await mkdtemp(path.join('/tmp', 'ferraris-bench-'))
  const store = await openStore({ data: folder })
  try {
    const { pool } = store
    const ids = await enrolMeters(store, meters)
    const writer = await Writer.open(pool)
    await deliver(writer, ids, channels, days)
    await writer.close()
    await pool.query('analyze')
    const parts = { pool, now: () => now, daySource: collectedSource(pool) }
    const first = await judgeAll(parts)
    await pool.query(`
      insert into meter_data_due (end_device_id, day, over_at)
      select distinct end_device_id, day, timestamptz 'epoch' from meter_data_day`)
    const again = await judgeAll(parts)
    if (first.written !== meters * days * channels || again.written !== 0) {
      throw new Error(`${first.written} days were stored, and ${again.written} the second time`)
    }
    const { rows } = await pool.query<{ count: number }>(
      "select count(*) as count from meter_data_day where state in ('suspect', 'invalid')",
    )
    return {
      bench: 'meter-data',
      machine: machine(),
      meters,
      days,
      channels,
      meterDaysPerSecond: Math.round(first.taken / first.seconds),
      channelDaysPerSecond: Math.round(first.judged / first.seconds),
      cpuPerMeterDayMicroseconds: Math.round((first.cpuSeconds / first.taken) * 1e6),
      exceptions: rows[0]?.count ?? 0,
      repeatedMeterDaysPerSecond: Math.round(again.taken / again.seconds),
    }
  } finally {
    await store.close()
    await rm(folder, { recursive: true })
  }
}

async function judgeAll(parts: Parameters<typeof processAll>[0]) {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const round = await processAll(parts)
  const { user, system } = process.cpuUsage(cpu)
  return { ...round, seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 }
}

export function describeMeterData(figures: MeterDataFigures): string {
  const { meters, days, channels: count, exceptions } = figures
  return [
    `meter data: ${meters} meters, ${days} days, ${count} channels`,
    `  validated and stored    ${figures.meterDaysPerSecond} meter-days/s, ${figures.channelDaysPerSecond} days of channels/s`,
    `  our own core            ${figures.cpuPerMeterDayMicroseconds} µs a meter-day`,
    `  again, nothing changed  ${figures.repeatedMeterDaysPerSecond} meter-days/s`,
    `  exceptions              ${exceptions} days of channels`,
  ].join('\n')
}
