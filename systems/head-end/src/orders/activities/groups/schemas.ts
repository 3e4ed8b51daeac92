import { instant, pageQuery, query, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { groupName, targets } from '../targets/schemas.ts'

export const endDeviceGroup = resource(
  'EndDeviceGroup',
  {
    name: groupName,
    members: Type.Integer({ description: 'Meters in it.' }),
    createdAt: instant('When it was saved.'),
    createdBy: Type.String(),
  },
  'A saved group of meters (IEC 61968-9, EndDeviceGroup).',
)
export type EndDeviceGroup = Static<typeof endDeviceGroup>

export const groupRequest = resource(
  'EndDeviceGroupRequest',
  { name: groupName, targets: ref(targets) },
  'A group to save: the meters that `targets` names now. Each must be in the inventory.',
)

export const groupMember = resource(
  'EndDeviceGroupMember',
  { endDevice: Type.String({ description: 'Serial number.' }) },
  'A meter of a group.',
)
export type GroupMember = Static<typeof groupMember>

export const groupParams = Type.Object({ name: groupName })
export const groupQuery = query(pageQuery)
export const groupResources = [endDeviceGroup, groupRequest, groupMember]
