import { instant, localDate, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { problem } from './problems/schemas.ts'

export const dayCompleteness = resource(
  'DayCompleteness',
  {
    day: localDate('Local day.'),
    expected: Type.Integer({ description: 'Quarter-hours of active import due from all end devices.' }),
    received: Type.Integer({ description: 'Quarter-hours of active import in the store.' }),
  },
  'How much of a local day has arrived, over all end devices.',
)
export type DayCompleteness = Static<typeof dayCompleteness>

export const summary = resource(
  'Summary',
  {
    endDevices: Type.Integer(),
    concentrators: Type.Integer(),
    intervalReadings: Type.Integer({ description: 'Interval values in the store.' }),
    completeness: ref(dayCompleteness),
    days: Type.Array(ref(dayCompleteness), { description: 'The last 14 complete days, oldest first.' }),
    states: Type.Object(
      {
        reachable: Type.Integer(),
        silent: Type.Integer(),
        refused: Type.Integer(),
        failed: Type.Integer(),
        unknown: Type.Integer({ description: 'Those behind a lost concentrator.' }),
        new: Type.Integer(),
      },
      { description: 'End devices by state.' },
    ),
    collection: Type.Object({
      sessionsPerSecond: Type.Number(),
      activeSessions: Type.Integer(),
      dueNow: Type.Integer({ description: 'End devices due for reading and not begun.' }),
      sessionsToday: Type.Integer(),
      failedToday: Type.Integer(),
    }),
    problems: Type.Array(ref(problem), {
      maxItems: 100,
      description: 'What is wrong at this moment, the worst first.',
    }),
    problemsTotal: Type.Integer({ description: 'How many problems there are, those left off included.' }),
    events: Type.Object({ last24h: Type.Integer() }),
    now: instant('Clock of the head-end.'),
    timeZone: Type.String({ description: 'IANA zone of the local days.' }),
  },
  'The state of the whole system on one page.',
)
export type Summary = Static<typeof summary>

export const summaryResources = [dayCompleteness, problem, summary]
