import { invalidParameter } from '@ferraris/service'
import { sql } from 'kysely'
import { type ActivityParts, createActivity } from './create.ts'
import type { ActivityDetail, ReplanRequest } from './schemas.ts'
import { successor } from './successor.ts'
import type { Wanted } from './targets/wanted.ts'

/**
 * Gives the orders of an activity that came to nothing again, as a new activity with new orders; the old ones stay as they are. While an
 * activity is not over, what has failed so far can be given again, too. Throws Problem.
 */
export async function replan(
  parts: ActivityParts,
  before: ActivityDetail,
  request: ReplanRequest,
  wanted: Wanted,
  by: string,
): Promise<{ isNew: boolean; activity: ActivityDetail }> {
  if (request.hours !== undefined && before.debtList !== null)
    throw invalidParameter('hours', 'are those that the brakes allow for debts')
  const endDevices = await metersOf(parts, before.id, request.states)
  if (endDevices.length === 0) {
    throw invalidParameter('states', `no order of activity ${before.id} is ${request.states.join(' or ')}`)
  }
  const { hours = before.hours, pace = before.pace, stopRule = before.stopRule } = { ...before, ...request }
  return await createActivity(
    parts,
    {
      ...(request.id !== undefined && { id: request.id }),
      name: request.name ?? `${before.name} (again)`.slice(0, 128),
      kind: before.kind,
      targets: { endDevices },
      include: before.include,
      priority: before.priority,
      retries: request.retries ?? before.retries,
      ...(request.start !== undefined && { start: request.start }),
      ...(request.expires !== undefined && { expires: request.expires }),
      ...(hours !== null && { hours }),
      ...(stopRule !== null && { stopRule }),
      timeZone: before.timeZone,
      pace,
      replanOf: before.id,
      ...(before.debtList !== null && { debtList: before.debtList }),
    },
    wanted,
    by,
  )
}

/** Meters whose last order of the activity ended so, or that got none; one that was exchanged stands for the one before. */
async function metersOf(
  { db }: ActivityParts,
  activity: string,
  states: ReplanRequest['states'],
): Promise<string[]> {
  const { rows } = await sql<{ serial: string }>`
    select d.serial from end_device_control c join end_device d on d.id = c.end_device_id
    where c.activity = ${activity} and c.state = any(${states}::text[])
    union select coalesce(${successor}, serial) from activity_left_out
    where activity = ${activity} and ${states.includes('left-out')}`.execute(db)
  return rows.map(({ serial }) => serial)
}
