import {
  defaulted,
  instant,
  nullable,
  nullableInstant,
  pageQuery,
  query,
  ref,
  resource,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { obis } from '../../../inventory/identifiers.ts'
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

export const sheetQuery = query({
  time: instant('Instant of the values.'),
  since: Type.Optional(instant('Instant before it: shares are of what was counted between the two.')),
  obis: defaulted(Type.String({ ...obis, default: '1.0.1.8.0.255' })),
  format: defaulted(Type.Enum(['json', 'csv'], { default: 'json' })),
})
export type SheetQuery = Static<typeof sheetQuery>

function number(description: string) {
  return nullable('number', { description })
}

export const readingSheet = resource(
  'ReadingSheet',
  {
    group: groupName,
    time: instant('Instant of all values.'),
    since: nullableInstant('Instant before it.'),
    obis: Type.String(),
    unit: nullable('string'),
    missing: Type.Integer({ description: 'Meters without a value of exactly that instant.' }),
    sum: number('Of all meters; null while one is missing.'),
    rows: Type.Array(
      Type.Object({
        endDevice: Type.String(),
        usagePoint: nullable('string'),
        value: number('At `time`; null where it is missing.'),
        before: number('At `since`.'),
        counted: number('What is shared: the value, or what was counted since.'),
        share: number('Per cent of the sum, two decimals; all add up to 100. Null while one is missing.'),
      }),
      { description: 'By serial number.' },
    ),
  },
  'What the meters of a group showed at one instant, and the share of each.',
)
export type ReadingSheet = Static<typeof readingSheet>

export const groupResources = [endDeviceGroup, groupRequest, groupMember, readingSheet]
