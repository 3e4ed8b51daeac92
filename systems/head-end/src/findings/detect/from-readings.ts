import { addDays, type LocalDate } from '@ferraris/cosem'
import { unpackIntervals } from '@ferraris/meter-data/pack'
import { obisCodes } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Detected } from '../record/keep.ts'

/** So many days in a row without any energy make a meter suspect, after as many with some: a home has a base load. */
const stoppedDays = 7
/** Days without export before the first one that has some; and what it must be, Wh: less is noise of the register. */
const daysBefore = 7
const leastExport = 100
/** Meters of a section from which on its phases are compared, and the share of the mean that one may have. */
const fewestOnFeeder = 12
const unbalance = 1.8
/** Cases of one search: beyond, the search itself is to be doubted. */
const mostCases = 1000

/** A day of nothing but zeros, as it is packed: the codec, then the same token for each interval. */
const isZero = sql<boolean>`b.increments = decode(repeat('01', b.interval_count + 1), 'hex')`
const isWhole = sql<boolean>`b.received >= b.interval_count`
/** Some value that is neither missing nor zero. */
const isSome = sql<boolean>`encode(b.increments, 'hex') !~ '^(0[01])+$'`

function blocks(obis: string) {
  return sql`interval_block b join reading_type t on t.id = b.reading_type_id and t.obis = ${obis}`
}

/** What the days up to one tell of single meters and of feeders. */
export async function fromReadings(db: Kysely<Tables>, day: LocalDate): Promise<Detected[]> {
  return [
    ...(await stoppedMeters(db, day)),
    ...(await newGeneration(db, day)),
    ...(await unbalancedFeeders(db, day)),
  ]
}

/** Meters that have counted nothing for days, and did before. */
async function stoppedMeters(db: Kysely<Tables>, day: LocalDate): Promise<Detected[]> {
  const first = addDays(day, 1 - stoppedDays)
  const before = addDays(day, 1 - 2 * stoppedDays)
  const { rows } = await sql<{ id: number; since: string }>`
    with silent as (
      select b.end_device_id as id from ${blocks(obisCodes.activeEnergyImport)}
      where b.day between ${first} and ${day} and ${isWhole} and ${isZero}
      group by 1 having count(distinct b.day) = ${stoppedDays}
    )
    select s.id, ${first}::date::text as since from silent s
    where exists (select from ${blocks(obisCodes.activeEnergyImport)}
        where b.end_device_id = s.id and b.day between ${before} and ${addDays(first, -1)} and ${isSome})
      and not exists (select from ${blocks(obisCodes.activeEnergyExport)}
        where b.end_device_id = s.id and b.day between ${first} and ${day} and ${isSome})
    limit ${mostCases}`.execute(db)
  return rows.map(({ id, since }) => ({
    kind: 'stopped-meter',
    endDevice: id,
    figure: stoppedDays,
    evidence: [
      {
        key: `stopped since ${since}`,
        at: Date.parse(`${day}T12:00:00Z`),
        source: 'readings',
        detail: `nothing counted from ${since} to ${day}, where it counted on the days before`,
      },
    ],
  }))
}

/** Homes that feed in for the first time, and are not known to generate. */
async function newGeneration(db: Kysely<Tables>, day: LocalDate): Promise<Detected[]> {
  const { rows } = await sql<{ id: number; count: number; octets: Buffer }>`
    select b.end_device_id as id, b.interval_count as count, b.increments as octets
    from ${blocks(obisCodes.activeEnergyExport)}
    where b.day = ${day} and ${isSome}
      and not exists (select from generation_site g where g.end_device_id = b.end_device_id)
      and (select count(*) from ${sql`interval_block p`} where p.end_device_id = b.end_device_id
        and p.reading_type_id = b.reading_type_id and p.day < ${day}) >= ${daysBefore}
      and not exists (select from interval_block p where p.end_device_id = b.end_device_id
        and p.reading_type_id = b.reading_type_id and p.day < ${day}
        and encode(p.increments, 'hex') !~ '^(0[01])+$')
    limit ${mostCases}`.execute(db)
  return rows.flatMap(({ id, count, octets }) => {
    const exported = unpackIntervals(octets, count).reduce<number>((sum, value) => sum + (value ?? 0), 0)
    if (exported < leastExport) return []
    const detail = `fed in ${exported} Wh on ${day}, for the first time; no generation is declared`
    const at = Date.parse(`${day}T12:00:00Z`)
    return [
      {
        kind: 'unregistered-generation' as const,
        endDevice: id,
        figure: exported,
        evidence: [{ key: `generation ${day}`, at, source: 'readings' as const, detail }],
      },
    ]
  })
}

/** Feeders on which one phase carries far more than its share of a week: where places in the grid are known. */
async function unbalancedFeeders(db: Kysely<Tables>, day: LocalDate): Promise<Detected[]> {
  const { rows } = await sql<{ concentrator: string; phase: string; meters: number; blocks: PackedDay[] }>`
    select m.concentrator, p.phase, count(distinct p.end_device_id)::integer as meters,
      json_agg(json_build_object('count', b.interval_count, 'hex', encode(b.increments, 'hex'))) as blocks
    from supply_point p join line_meter m on m.end_device_id = p.end_device_id and m.concentrator is not null
    join interval_block b on b.end_device_id = p.end_device_id and b.day between ${addDays(day, -6)} and ${day}
    join reading_type t on t.id = b.reading_type_id and t.obis = ${obisCodes.activeEnergyImport}
    where p.phase in ('L1', 'L2', 'L3')
    group by m.concentrator, p.phase`.execute(db)
  const sections = new Map<string, { phase: string; meters: number; energy: number }[]>()
  for (const { concentrator, phase, meters, blocks: packed } of rows) {
    const energy = packed.reduce((sum, one) => sum + energyOf(one), 0)
    sections.set(concentrator, [...(sections.get(concentrator) ?? []), { phase, meters, energy }])
  }
  return [...sections].flatMap(([concentrator, phases]) => {
    const meters = phases.reduce((sum, one) => sum + one.meters, 0)
    const mean = phases.reduce((sum, one) => sum + one.energy, 0) / 3
    const most = phases.toSorted((a, b) => b.energy - a.energy)[0]
    if (most === undefined || meters < fewestOnFeeder || mean === 0) return []
    const share = most.energy / mean
    if (share < unbalance) return []
    const detail = `${most.phase} carried ${Math.round(most.energy / 1000)} kWh in the week up to ${day}, ${share.toFixed(1)} times the mean`
    const at = Date.parse(`${day}T12:00:00Z`)
    // Once a week, not each day of it.
    const key = `unbalance ${most.phase} ${Math.floor(at / (7 * 86_400_000))}`
    return [
      {
        kind: 'phase-unbalance' as const,
        concentrator,
        figure: share,
        evidence: [{ key, at, source: 'readings' as const, detail }],
      },
    ]
  })
}

interface PackedDay {
  readonly count: number
  readonly hex: string
}

function energyOf({ count, hex }: PackedDay): number {
  return unpackIntervals(Buffer.from(hex, 'hex'), count).reduce<number>((sum, value) => sum + (value ?? 0), 0)
}
