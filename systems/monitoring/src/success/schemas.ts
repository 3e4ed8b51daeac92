import { type CounterName, counterNames } from '@ferraris/chain2'
import { localDate, nullable, query, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { voidReasons } from '../counting/index.ts'
import { participantId } from '../participants/schemas.ts'

/** By what success is told. */
export const groupings = ['day', 'kind', 'province', 'model', 'hour', 'device'] as const

export const successRow = resource(
  'SuccessRow',
  {
    key: Type.String({ description: 'Day, kind, province, model, hour of the day, or device.' }),
    kind: Type.Unsafe<CounterName | 'all'>({
      type: 'string',
      enum: ['all', ...counterNames],
      description: 'Of the messages.',
    }),
    sent: Type.Integer(),
    received: Type.Integer(),
    rate: nullable('number', { description: 'Received ÷ sent; null where nothing was sent.' }),
  },
  'Messages that were sent, and those that arrived, over the days that count.',
)
export type SuccessRow = Static<typeof successRow>

export const successQuery = query({
  by: Type.Enum([...groupings]),
  from: Type.Optional(localDate('First day.')),
  to: Type.Optional(localDate('Last day.')),
  province: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  participant: Type.Optional(participantId),
})
export type SuccessQuery = Static<typeof successQuery>

export const successList = Type.Object(
  { items: Type.Array(ref(successRow)) },
  { description: 'Rows by key, those of `all` kinds and of each.' },
)

const voidCount = resource(
  'VoidDays',
  { reason: Type.Enum([...voidReasons]), days: Type.Integer() },
  'Days of devices that do not count, by reason.',
)

export const overview = resource(
  'MonitoringOverview',
  {
    devices: Type.Integer({ description: 'That take part, or have.' }),
    devicesHeard: Type.Integer({ description: 'Of which counters have come.' }),
    days: Type.Integer({ description: 'Days of devices that count.' }),
    voidDays: Type.Array(ref(voidCount)),
    success: Type.Array(ref(successRow), { description: 'Over everything, of `all` kinds and of each.' }),
    deviceRates: Type.Object(
      {
        p5: nullable('number', { description: 'One of twenty devices is worse.' }),
        median: nullable('number'),
        under95: Type.Integer({ description: 'Devices below 95 %.' }),
      },
      { description: 'How the success of the load curve is spread over devices.' },
    ),
  },
  'How the campaign goes.',
)
export type Overview = Static<typeof overview>

export const reportQuery = query({
  format: Type.Optional(Type.Enum(['csv', 'pdf'] as const, { description: 'csv where it is left out.' })),
})

export const successResources = [successRow, voidCount, overview]
