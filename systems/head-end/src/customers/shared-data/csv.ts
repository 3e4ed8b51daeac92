import { Readable } from 'node:stream'
import { zone } from '@ferraris/cosem'
import { msOf, quality, secondsOf } from '@ferraris/metering'
import { stringify } from 'csv-stringify'
import type { Kysely } from 'kysely'
import { localTime } from '../../readings/local-time.ts'
import type { StoredBlock } from '../../readings/schemas.ts'
import type { Tables } from '../../tables.ts'
import { profilesOf } from './profiles.ts'
import type { SharedRange } from './schemas.ts'

const qualityNames = new Map(Object.entries(quality).map(([name, code]) => [code as number, name]))
const columns = [
  'usage point',
  'meter',
  'obis',
  'start utc',
  'end utc',
  'start local',
  'value',
  'unit',
  'quality',
]

/** Every interval a row. Which end of it a time means, and in which zone, stands in its column; a value that is missing is empty. */
export async function csvOf(
  db: Kysely<Tables>,
  usagePoint: string,
  range: SharedRange | undefined,
): Promise<Readable> {
  const profiles = range === undefined ? [] : await profilesOf(db, range)
  const timeZone = range === undefined ? 'UTC' : await timeZoneOf(db, range.endDevice)
  const csv = stringify({
    header: true,
    columns,
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  })
  return Readable.from(rowsOf(usagePoint, profiles, timeZone)).pipe(csv)
}

async function timeZoneOf(db: Kysely<Tables>, serial: string): Promise<string> {
  const { time_zone } = await db
    .selectFrom('end_device')
    .select('time_zone')
    .where('serial', '=', serial)
    .executeTakeFirstOrThrow()
  return time_zone
}

function* rowsOf(
  usagePoint: string,
  profiles: readonly (readonly [string, readonly StoredBlock[]])[],
  timeZone: string,
) {
  const local = zone(timeZone)
  for (const [obis, blocks] of profiles) {
    for (const { endDevice, start, intervalSeconds, unit, values, quality: codes } of blocks) {
      const first = secondsOf(Date.parse(start))
      for (const [i, value] of values.entries()) {
        const begin = first + i * intervalSeconds
        yield [
          usagePoint,
          endDevice,
          obis,
          utc(begin),
          utc(begin + intervalSeconds),
          localTime(begin, local),
          value ?? '',
          unit,
          qualityNames.get(codes[i] ?? quality.missing) ?? '',
        ]
      }
    }
  }
}

function utc(seconds: number): string {
  return `${new Date(msOf(seconds)).toISOString().slice(0, 19)}Z`
}
