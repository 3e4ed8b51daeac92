import { identify, type NounValue } from '@ferraris/cim'
import { removeGroup } from '../../../orders/activities/groups/queries.ts'
import { saveGroup } from '../../../orders/activities/groups/save.ts'
import { accepted } from '../../inbox/answers.ts'
import { type Asked, type Handled, Refusal } from '../../inbox/handling.ts'
import { devicesNamed } from '../devices.ts'
import type { MappingParts } from '../parts.ts'

type Group = NonNullable<NounValue<'EndDeviceGroups'>['EndDeviceGroup']>[number]

function groupsIn({ message }: Asked): readonly (Group & { readonly name: string })[] {
  const groups = message.Payload?.EndDeviceGroups?.EndDeviceGroup ?? []
  if (groups.length === 0)
    throw new Refusal('payload-missing', 'there is no EndDeviceGroup', { path: 'Payload.EndDeviceGroups' })
  return groups.map(group => {
    const name = identify(group)
    if (name !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) return { ...group, name }
    throw new Refusal('value-unusable', 'a group needs a name of letters, digits, dot, dash and underscore', {
      path: 'EndDeviceGroup.Names',
    })
  })
}

/** Saves groups of meters, which orders can name; a group that is there takes the new meters. All groups of a message, or none. */
export async function saveGroups(parts: MappingParts, asked: Asked): Promise<Handled> {
  const { db, now } = parts
  for (const { name, EndDevices: devices } of groupsIn(asked)) {
    const { serials, unknown } = await devicesNamed(db, { devices })
    const [first] = unknown
    if (first !== undefined) throw first
    if (asked.message.Header.Verb === 'change') await removeGroup(db, name)
    await saveGroup(db, { name, targets: { endDevices: [...serials] }, listed: [] }, asked.sender, now())
  }
  return { reply: accepted }
}

/** Removes groups; what was ordered of their meters goes on. */
export async function removeGroups(parts: MappingParts, asked: Asked): Promise<Handled> {
  for (const { name } of groupsIn(asked)) {
    if (await removeGroup(parts.db, name)) continue
    throw new Refusal('unknown-group', `there is no group ${name}`, {
      about: { name, objectType: 'EndDeviceGroup' },
    })
  }
  return { reply: accepted }
}
