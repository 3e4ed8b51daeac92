import { identify } from '@ferraris/cim'
import { createActivity } from '../../../orders/activities/create.ts'
import type { Targets } from '../../../orders/activities/targets/schemas.ts'
import { wantedOf } from '../../../orders/activities/targets/wanted.ts'
import { mostOrdersAControl } from '../../bounds.ts'
import { errorOf } from '../../inbox/answers.ts'
import { type Asked, Refusal, type Watched } from '../../inbox/handling.ts'
import type { MappingParts } from '../parts.ts'
import type { EndDeviceControl, Wanted } from './order-of-control.ts'

/** Meters left out that one answer names; the activity has them all. */
const mostNamed = 100

/** Whether a control is one for many meters, which an activity does at its pace: it names groups, or many meters. */
export function isForMany(
  { EndDeviceGroups: groups = [] }: EndDeviceControl,
  serials: readonly string[],
): boolean {
  return groups.length > 0 || serials.length > mostOrdersAControl
}

/**
 * Makes the activity that a control for many meters means. A group is a saved one, or all meters that a concentrator of the name serves. Gives the meters that
 * got no order as errors. Throws Refusal, Problem.
 */
export async function orderOfMany(
  parts: MappingParts,
  asked: Asked,
  place: number,
  control: EndDeviceControl,
  { kind, parameters, priority, notBefore, expires }: Wanted,
  serials: readonly string[],
): Promise<{ readonly watched: Watched; readonly leftOut: ReturnType<typeof errorOf>[] }> {
  const { db } = parts
  const id = `cim-${asked.id}-${place}`
  const tracking = control.issuerTrackingID ?? control.mRID
  const wanted = await wantedOf(db, kind, parameters)
  const request = {
    id,
    name: tracking ?? `Message ${asked.id}`,
    kind,
    parameters: parameters ?? {},
    targets: await targetsOf(parts, control, serials),
    include: ['unreachable' as const],
    priority,
    retries: usualRetries,
    ...(notBefore !== undefined && { start: notBefore }),
    ...(expires !== undefined && { expires }),
  }
  await createActivity(parts, request, wanted, asked.sender)
  const leftOut = await db
    .selectFrom('activity_left_out')
    .select(['serial', 'detail'])
    .where('activity', '=', id)
    .orderBy('serial')
    .limit(mostNamed)
    .execute()
  return {
    watched: { kind: 'activity', subject: id, tracking },
    leftOut: leftOut.map(({ serial, detail }) =>
      errorOf(new Refusal('value-unusable', detail, { about: { name: serial, objectType: 'Meter' } })),
    ),
  }
}

/** As activities have it where nothing else is said. */
const usualRetries = 3

async function targetsOf(
  { db }: MappingParts,
  { EndDeviceGroups: named = [] }: EndDeviceControl,
  serials: readonly string[],
): Promise<Targets> {
  const names = named.flatMap(group => identify(group) ?? [])
  const groups: string[] = []
  const concentrators: string[] = []
  for (const name of names) {
    const group = await db
      .selectFrom('end_device_group')
      .select('name')
      .where('name', '=', name)
      .executeTakeFirst()
    const concentrator =
      group ?? (await db.selectFrom('concentrator').select('id').where('id', '=', name).executeTakeFirst())
    if (concentrator === undefined)
      throw new Refusal('unknown-group', `${name} is no saved group and no concentrator`, {
        about: { name, objectType: 'EndDeviceGroup' },
      })
    if (group === undefined) concentrators.push(name)
    else groups.push(name)
  }
  return {
    ...(serials.length > 0 && { endDevices: [...serials] }),
    ...(groups.length > 0 && { groups }),
    ...(concentrators.length > 0 && { concentrators }),
  }
}
