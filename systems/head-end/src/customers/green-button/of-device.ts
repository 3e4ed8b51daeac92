import { zone } from '@ferraris/cosem'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Moment } from '../moment.ts'
import { profilesOf } from '../shared-data/profiles.ts'
import type { SharedRange } from '../shared-data/schemas.ts'
import { greenButtonFeed } from './feed.ts'
import { localTimeParameters } from './time-rules.ts'

/** The feed of what a range of days has of a meter; without a range it has no readings. */
export async function greenButtonOf(
  db: Kysely<Tables>,
  usagePoint: string,
  endDevice: string,
  range: SharedRange | undefined,
  { time, day }: Moment,
): Promise<string> {
  const { time_zone } = await db
    .selectFrom('end_device')
    .select('time_zone')
    .where('serial', '=', endDevice)
    .executeTakeFirstOrThrow()
  const year = Number((range?.from ?? day).slice(0, 4))
  return greenButtonFeed({
    usagePoint,
    endDevice,
    updated: time,
    localTime: localTimeParameters(zone(time_zone), year),
    profiles: range === undefined ? [] : await profilesOf(db, range),
  })
}
