import { resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { obis, serial } from '../inventory/identifiers.ts'
import { longestHistoryDays } from '../readings/plausible.ts'

const settings = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  everyMinutes: Type.Integer({ minimum: 1, maximum: 44_640, description: 'Period of the readings.' }),
  offsetSeconds: Type.Integer({
    minimum: 0,
    maximum: 86_400,
    description: 'Delay after the period begins, so that meters have closed their interval.',
  }),
  historyDays: Type.Integer({
    minimum: 0,
    maximum: longestHistoryDays,
    description: 'Gaps are filled this far back.',
  }),
  profiles: Type.Array(obis, { maxItems: 16, description: 'Load profiles to read.' }),
  registers: Type.Array(obis, {
    maxItems: 64,
    description:
      'Registers to read at each session; alarm registers and descriptors (0.0.97.98.x) become events.',
  }),
  enabled: Type.Boolean(),
}

const setClock = 'Whether a clock that a reading finds more than 3 s off is put right at once.'

const id = Type.Integer({ minimum: 1 })

export const schedule = resource(
  'MeterReadSchedule',
  { id, ...settings, setClock: Type.Boolean({ description: setClock }) },
  'What is read, how often, and how far back gaps are filled.',
)
export type MeterReadSchedule = Static<typeof schedule>

export const scheduleSettings = resource(
  'MeterReadScheduleSettings',
  {
    ...settings,
    setClock: Type.Optional(Type.Boolean({ description: `${setClock} Left out, it stays as it is.` })),
  },
  'The settings of a schedule, as a whole.',
)
export type ScheduleSettings = Static<typeof scheduleSettings>

export const scheduleParams = Type.Object({ id })
export const scheduleList = wholeList(schedule, 'All schedules.')

export const scheduleMeters = resource(
  'MeterReadScheduleMeters',
  { endDevices: Type.Array(serial, { minItems: 1, maxItems: 1000, description: 'Serial numbers.' }) },
  'Meters that are to be read by a schedule.',
)

export const scheduleGiven = resource(
  'MeterReadScheduleGiven',
  {
    given: Type.Array(Type.String(), { description: 'Read by it from now on.' }),
    unknown: Type.Array(Type.String(), { description: 'Not in the inventory.' }),
    onLine: Type.Array(Type.String(), {
      description: 'Behind a concentrator, which reads them by its own calendar: set that one.',
    }),
  },
  'What became of meters that are to be read by a schedule.',
)
export type ScheduleGiven = Static<typeof scheduleGiven>

export const scheduleResources = [schedule, scheduleSettings, scheduleMeters, scheduleGiven]
