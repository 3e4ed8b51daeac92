import { type Identified, identify } from '@ferraris/cim'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { mostDevicesARequest } from '../bounds.ts'
import { Refusal } from '../inbox/handling.ts'

/** What a request names, found in the inventory or not. */
export interface Named {
  /** Serial numbers, in the order of the message, each once. */
  readonly serials: readonly string[]
  /** Refusals of what is not there, one a name. */
  readonly unknown: readonly Refusal[]
}

interface Names {
  readonly devices?: readonly Identified[] | undefined
  readonly usagePoints?: readonly Identified[] | undefined
}

/** The meters that a request names, by serial number or by the name of their usage point. Throws Refusal where they are too many. */
export async function devicesNamed(
  db: Kysely<Tables>,
  { devices = [], usagePoints = [] }: Names,
): Promise<Named> {
  const wanted = [
    ...devices.map(one => ({ name: identify(one), objectType: 'Meter' })),
    ...usagePoints.map(one => ({ name: identify(one), objectType: 'UsagePoint' })),
  ]
  if (wanted.length > mostDevicesARequest)
    throw new Refusal('too-many', `${wanted.length} meters; at most ${mostDevicesARequest} in one message`)
  const names = wanted.flatMap(({ name }) => (name === undefined ? [] : [name]))
  const rows =
    names.length === 0
      ? []
      : await db
          .selectFrom('end_device')
          .select(['serial', 'usage_point'])
          .where(eb => eb.or([eb('serial', 'in', names), eb('usage_point', 'in', names)]))
          .execute()
  const bySerial = new Map(rows.map(({ serial }) => [serial, serial]))
  const byPoint = new Map(rows.map(({ serial, usage_point: point }) => [point, serial]))
  const serials = new Set<string>()
  const unknown: Refusal[] = []
  for (const { name, objectType } of wanted) {
    const found = name && (objectType === 'Meter' ? bySerial.get(name) : byPoint.get(name))
    if (found) serials.add(found)
    else if (name === undefined)
      unknown.push(new Refusal('value-missing', `a ${objectType} has neither Names nor mRID`))
    else
      unknown.push(
        new Refusal('unknown-device', `${name} is not in the inventory`, { about: { name, objectType } }),
      )
  }
  return { serials: [...serials], unknown }
}

/** The meters of saved groups, by serial number. Throws Refusal. */
export async function membersOf(db: Kysely<Tables>, groups: readonly Identified[]): Promise<string[]> {
  const serials: string[] = []
  for (const group of groups) {
    const name = identify(group) ?? ''
    const rows = await db
      .selectFrom('end_device_group as g')
      .leftJoin('end_device_group_member as m', 'm.group_name', 'g.name')
      .leftJoin('end_device as d', 'd.id', 'm.end_device_id')
      .select('d.serial')
      .where('g.name', '=', name)
      .orderBy('d.serial')
      .limit(mostDevicesARequest + 1)
      .execute()
    if (rows.length === 0)
      throw new Refusal('unknown-group', `${name} is no saved group`, {
        about: { name, objectType: 'EndDeviceGroup' },
      })
    serials.push(...rows.flatMap(({ serial }) => serial ?? []))
    if (serials.length > mostDevicesARequest)
      throw new Refusal('too-many', `the groups have more than ${mostDevicesARequest} meters`)
  }
  return serials
}
