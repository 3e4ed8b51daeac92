import { instant, nullable, nullableInstant, pageQuery, query, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { dayCompleteness } from '../../summary/schemas.ts'
import { aca, concentratorId } from '../identifiers.ts'
import { lineStatistics } from '../statistics/schemas.ts'

export const concentratorStates = ['new', 'online', 'closed', 'lost'] as const
const concentratorState = Type.Enum([...concentratorStates], {
  description:
    'new: not heard yet; closed: ended on purpose a moment ago; lost: its connection broke, or it is silent for two and a half minutes.',
})
export type ConcentratorState = Static<typeof concentratorState>

const concentratorProperties = {
  id: concentratorId,
  substation: Type.String(),
  state: concentratorState,
  since: instant('Since when it is in this state.'),
  version: nullable('string'),
  balanceMeter: nullable('string', {
    description: 'Meter at the transformer: serial number, or its address while unknown.',
  }),
  automatic: Type.Boolean({
    description: 'Whether meters enrolled with keys are adopted as soon as they are heard.',
  }),
  lastHeard: nullableInstant('Its last message.'),
  meters: Type.Object(
    { served: Type.Integer(), silent: Type.Integer() },
    { description: 'Meters it has to serve, and how many of them give it no answer.' },
  ),
  heartbeat: Type.Union([
    Type.Object(
      {
        at: instant('Time of the report.'),
        meters: Type.Integer(),
        silent: Type.Integer(),
        pendingResults: Type.Integer({ description: 'Results that wait for an acknowledgement.' }),
        diskFree: Type.Integer({ description: 'Octets.' }),
      },
      { description: 'Its last report of itself.' },
    ),
    Type.Null(),
  ]),
}

export const concentrator = resource(
  'Concentrator',
  concentratorProperties,
  'A data concentrator in a substation.',
)
export type Concentrator = Static<typeof concentrator>

export const concentratorDetail = resource(
  'ConcentratorDetail',
  {
    ...concentratorProperties,
    statistics: Type.Array(ref(lineStatistics), { description: 'The last seven days, oldest first.' }),
    days: Type.Array(ref(dayCompleteness), {
      description:
        'The last 14 complete local days of the meters it serves now, oldest first, as stored here.',
    }),
  },
  'A data concentrator with what is known of its line.',
)
export type ConcentratorDetail = Static<typeof concentratorDetail>

export const concentratorEnrolment = resource(
  'ConcentratorEnrolment',
  {
    id: concentratorId,
    substation: Type.String({ minLength: 1, maxLength: 128 }),
    balanceMeter: Type.Optional(aca),
    automatic: Type.Optional(Type.Boolean()),
  },
  'A concentrator to take into the inventory.',
)
export type ConcentratorEnrolment = Static<typeof concentratorEnrolment>

export const concentratorCredential = resource(
  'ConcentratorCredential',
  {
    id: concentratorId,
    credential: Type.String({ description: 'Its MQTT password. Shown once; only a digest is kept.' }),
  },
  'How a concentrator signs in, with its name as MQTT user and client identifier.',
)

export const concentratorQuery = query(pageQuery)

export const concentratorResources = [
  concentrator,
  concentratorDetail,
  concentratorEnrolment,
  concentratorCredential,
]
