import { zone } from '@ferraris/cosem'
import { msPerDay, secondsOf } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { SupplyQuality } from '../schemas.ts'
import { currentOfPhase, totalDistortion, voltageOfPhase } from '../survey/objects.ts'
import {
  dipClass,
  dipClasses,
  harmonicLimits,
  nominalVolts,
  swellClass,
  swellClasses,
  voltageBand,
} from './dip-classes.ts'

/** Dips and interruptions that a report lists; all of them are counted. */
export const mostListed = 200

/** The quality of supply at a meter over some days up to now; undefined where there is none of this serial number. */
export async function qualityOf(
  db: Kysely<Tables>,
  serial: string,
  days: number,
  now: number,
): Promise<SupplyQuality | undefined> {
  const device = await db
    .selectFrom('end_device as d')
    .leftJoin('quality_survey as s', 's.end_device_id', 'd.id')
    .select(['d.id', 'd.time_zone', 's.surveyed_at', 's.every_hours', 's.detail'])
    .where('d.serial', '=', serial)
    .executeTakeFirst()
  if (device === undefined) return undefined
  const from = new Date(now - days * msPerDay)
  const values = await valuesOf(db, device.id, zone(device.time_zone).dateOf(secondsOf(from.getTime())))
  return {
    endDevice: serial,
    surveyedAt: device.surveyed_at?.toISOString() ?? null,
    everyHours: device.every_hours,
    failure: device.detail,
    from: from.toISOString(),
    interruptions: { ...countsOf(values), list: await interruptionsOf(db, device.id, from) },
    sags: await dipsOf(db, device.id, 'sag', from),
    swells: await dipsOf(db, device.id, 'swell', from),
    voltage: await voltageOf(db, device.id, from),
    distortion: distortionOf(values),
  }
}

interface Value {
  readonly obis: string
  readonly value: number
  readonly day: string
  /** The last one of before the stretch. */
  readonly before: number | null
}

async function valuesOf(db: Kysely<Tables>, device: number, first: string): Promise<Value[]> {
  const { rows } = await sql<Value>`
    select distinct on (v.obis) v.obis, v.value, v.day, (
      select b.value from quality_value b
      where b.end_device_id = v.end_device_id and b.obis = v.obis and b.day < v.day
      order by b.day < ${first} desc, case when b.day < ${first} then b.day end desc, b.day limit 1) as before
    from quality_value v where v.end_device_id = ${device}
    order by v.obis, v.day desc`.execute(db)
  return rows
}

function countsOf(values: readonly Value[]) {
  const of = (name: string) => values.find(({ obis }) => obis === name)
  const [any, long] = [of('0.0.96.7.21.255'), of('0.0.96.7.9.255')]
  const since = (value: Value | undefined) =>
    value === undefined || value.before === null ? null : value.value - value.before
  const less = (all: number | null, part: number | null) =>
    all === null || part === null ? null : all - part
  return {
    short: less(since(any), since(long)),
    long: since(long),
    shortEver: less(any?.value ?? null, long?.value ?? null),
    longEver: long?.value ?? null,
  }
}

async function interruptionsOf(db: Kysely<Tables>, device: number, from: Date) {
  const rows = await db
    .selectFrom('quality_interruption')
    .select(['ended_at', 'seconds'])
    .where('end_device_id', '=', device)
    .where('ended_at', '>=', from)
    .orderBy('ended_at', 'desc')
    .limit(mostListed)
    .execute()
  return rows.map(({ ended_at: ended, seconds }) => ({
    began: new Date(ended.getTime() - 1000 * seconds).toISOString(),
    ended: ended.toISOString(),
    seconds,
  }))
}

/** Classes are counted of so many dips of one kind, the newest: a meter that flickers for weeks has more of them than say anything. */
export const mostClassed = 10_000

async function dipsOf(db: Kysely<Tables>, device: number, kind: 'sag' | 'swell', from: Date) {
  const of = db
    .selectFrom('quality_dip')
    .where('end_device_id', '=', device)
    .where('kind', '=', kind)
    .where('at', '>=', from)
  const { count } = await of.select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow()
  const rows = await of
    .select(['at', 'phase', 'volts', 'seconds'])
    .orderBy('at', 'desc')
    .orderBy('phase')
    .limit(mostClassed)
    .execute()
  const classOf = kind === 'sag' ? dipClass : swellClass
  const list = rows.map(({ at, phase, volts, seconds }) => {
    const its = volts === null || seconds === null ? undefined : classOf(volts / nominalVolts, seconds)
    return { at: at.toISOString(), phase, volts, seconds, class: its ?? null }
  })
  const names = kind === 'sag' ? dipClasses : swellClasses
  const classes: Record<string, number> = Object.fromEntries(names.map(name => [name, 0]))
  for (const { class: its } of list) if (its !== null) classes[its] = (classes[its] ?? 0) + 1
  return { count, classes, classed: list.length, list: list.slice(0, mostListed) }
}

async function voltageOf(db: Kysely<Tables>, device: number, from: Date): Promise<SupplyQuality['voltage']> {
  const { rows } = await sql<Omit<SupplyQuality['voltage'][number], 'kept'>>`
    select phase::integer, count(mean)::integer as means,
      avg((mean between ${nominalVolts * voltageBand.below} and ${nominalVolts * voltageBand.above})::integer)::float8 as within,
      min(coalesce(least, mean))::float8 as least, avg(mean)::float8 as mean, max(coalesce(most, mean))::float8 as most
    from quality_voltage where end_device_id = ${device} and at >= ${from} and mean is not null
    group by phase order by phase`.execute(db)
  return rows.map(row => ({ ...row, kept: row.within >= voltageBand.share }))
}

function distortionOf(values: readonly Value[]): SupplyQuality['distortion'] {
  const found = (
    [
      ['voltage', voltageOfPhase],
      ['current', currentOfPhase],
    ] as const
  ).flatMap(([of, places]) =>
    places.flatMap((c, i) =>
      values.flatMap(({ obis, value: percent, day }) => {
        const [, , quantity, d, e] = obis.split('.').map(Number)
        if (quantity !== c || d !== 7 || e === undefined) return []
        const limit = of === 'voltage' ? (harmonicLimits[e] ?? null) : null
        const order = e === totalDistortion ? null : e
        return [{ of, phase: i + 1, order, percent, limit, kept: limit === null || percent <= limit, day }]
      }),
    ),
  )
  return found.sort((a, b) => a.phase - b.phase || (a.order ?? 0) - (b.order ?? 0))
}
