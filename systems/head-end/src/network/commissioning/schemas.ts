import { nullable, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { lineKeys } from '../../inventory/schemas.ts'
import { aca, concentratorId } from '../identifiers.ts'

export const newMeter = resource(
  'NewMeter',
  {
    aca,
    serial: nullable('string', { description: 'As the meter says itself, or as it is enrolled.' }),
    hasKeys: Type.Boolean({
      description: 'Whether it is enrolled with its keys and can be accepted as it is.',
    }),
    firstHeard: nullableInstant('First heard.'),
    lastHeard: nullableInstant('Last heard.'),
    heardBy: Type.Array(
      Type.Object({
        concentrator: concentratorId,
        hops: Type.Integer(),
        snr: nullable('number'),
        success: nullable('number'),
      }),
      { description: 'The best first.' },
    ),
  },
  'A meter that is heard on a power line and awaits a decision.',
)
export type NewMeter = Static<typeof newMeter>

export const decision = resource(
  'CommissioningDecision',
  {
    aca,
    state: Type.Enum(['accepted', 'refused']),
    concentrator: nullable('string', { description: 'The one that serves it; null until one hears it.' }),
  },
  'What was decided about a meter.',
)
export type Decision = Static<typeof decision>

export const acceptBody = resource(
  'CommissioningAcceptance',
  {
    serial: Type.Optional(serial),
    usagePoint: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA zone, default Europe/Rome.' })),
    lineKeys: Type.Optional(lineKeys),
  },
  'Nothing for a meter that is enrolled with its keys; else its serial number and its keys.',
)
export type Acceptance = Static<typeof acceptBody>

export const commissioningQuery = query(pageQuery)

export const commissioningResources = [newMeter, decision, acceptBody]
