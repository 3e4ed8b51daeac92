import { localDate, nullable, nullableInstant, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { obis, serial } from '../../inventory/identifiers.ts'
import { scope } from '../consents/schemas.ts'

const sharedData = resource(
  'SharedData',
  {
    id: Type.String({ format: 'uuid', description: 'Of the agreement, or of the consent of a third party.' }),
    usagePoint: Type.String(),
    endDevices: Type.Array(serial, { description: 'Meters that stand at the usage point.' }),
    customer: nullable('string', { description: 'Null for a third party: it is not told.' }),
    scopes: Type.Array(scope),
    from: localDate('First day of the data.'),
    to: nullable('string', { format: 'date', description: 'Last day; null while it goes on.' }),
    expiresAt: nullableInstant('When the consent ends; null for the customer.'),
  },
  'Data of a usage point that the sender may see: the own ones of a customer, or those that a third party was let see.',
)
export type SharedData = Static<typeof sharedData>

export const sharedDataList = wholeList(sharedData, 'What the sender may see.')
export const sharedParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

const range = {
  endDevice: serial,
  from: localDate('First local day. Days that are not shared are left out.'),
  to: localDate('Last local day, included; the range has at most 400 days.'),
}
export const sharedBlockQuery = query({ ...range, obis })
export const sharedReadingQuery = query({ ...range, obis: Type.Optional(obis) })
export const sharedDayQuery = query({ ...range, obis })
export const sharedExportQuery = query(range)
export type SharedRange = Static<typeof sharedExportQuery>

const dailyEnergy = resource(
  'DailyEnergy',
  {
    endDevice: serial,
    obis,
    day: localDate('Local day.'),
    value: Type.Number({ description: 'Sum of the intervals.' }),
    unit: Type.String({ examples: ['Wh'] }),
    complete: Type.Boolean({ description: 'Whether every interval of the day is there.' }),
  },
  'What one register counted on one local day.',
)
export type DailyEnergy = Static<typeof dailyEnergy>
export const dailyEnergyList = wholeList(
  dailyEnergy,
  'The days of the range that have readings, oldest first.',
)

export const sharedResources = [sharedData, dailyEnergy]
