import { instant, localDate, nullable, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'

export const lineStatistics = resource(
  'LineStatistics',
  {
    since: instant('Beginning.'),
    until: instant('End.'),
    frames: Type.Integer(),
    occupancy: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Share of the time that the line was in use.',
    }),
    exchanges: Type.Integer(),
    success: nullable('number', {
      minimum: 0,
      maximum: 1,
      description: 'Share of exchanges that were answered.',
    }),
    completeness: Type.Object({
      day: localDate('Local day.'),
      expected: Type.Integer(),
      received: Type.Integer(),
    }),
  },
  'Figures of a power line over a stretch of time, as its concentrator counts them.',
)
export type LineStatistics = Static<typeof lineStatistics>

export const statisticsResources = [lineStatistics]
