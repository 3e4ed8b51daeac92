import { eventProfileNames, severities } from '@ferraris/metering'
import { instant, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { obis, serial } from '../inventory/identifiers.ts'
import { waysOfLearning } from './learnt.ts'

export const severity = Type.Enum([...severities])

export const eventProfile = Type.Enum(eventProfileNames, {
  description: 'The list of event numbers that the device follows.',
})

export const endDeviceEvent = resource(
  'EndDeviceEvent',
  {
    endDevice: serial,
    time: instant("When it happened, by the device's clock."),
    profile: eventProfile,
    log: obis,
    code: Type.Integer({
      description: 'Number in that log; profile, log and number together say what happened.',
    }),
    name: Type.String({ examples: ['Power up'] }),
    severity,
    id: Type.Integer({ description: 'Stays the same when the log of the device says more of it.' }),
    learnt: Type.Array(Type.Enum([...waysOfLearning]), {
      description:
        'How it is known: a row of the log, a push, a bit of an alarm word, a concentrator, a message of another system. Several ways are one event.',
    }),
    heardAt: nullableInstant('When the head-end learnt of it first'),
  },
  'An entry of an end device’s event log.',
)
export type EndDeviceEvent = Static<typeof endDeviceEvent>

export const endDeviceEventQuery = query({
  endDevice: Type.Optional(serial),
  severity: Type.Optional(severity),
  from: Type.Optional(instant('Only events at or after this moment.')),
  ...pageQuery,
})
export type EventFilter = Static<typeof endDeviceEventQuery>

export const eventResources = [endDeviceEvent]
