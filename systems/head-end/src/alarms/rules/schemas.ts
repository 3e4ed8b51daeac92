import { instant, nullable, nullableInstant, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { severity } from '../../events/schemas.ts'
import { serial } from '../../inventory/identifiers.ts'
import { kind } from '../desk/schemas.ts'

const closesItself = Type.Boolean({
  description:
    'Whether the alarm is closed when the meter says that the condition is over; else it is marked as gone.',
})
const raises = Type.Boolean({ description: 'Whether such an event raises an alarm.' })

export const ruleSettings = resource(
  'AlarmRuleSettings',
  { severity, raises, closesItself },
  'How events of a kind become alarms.',
)
export type RuleSettings = Static<typeof ruleSettings>

export const rule = resource(
  'AlarmRule',
  {
    kind,
    name: Type.String({ examples: ['Meter cover removed'] }),
    severity,
    raises,
    closesItself,
    ends: Type.Boolean({ description: 'Whether meters say that the condition is over.' }),
    changedAt: nullableInstant('When it was changed; null while it is as it came.'),
    changedBy: nullable('string'),
  },
  'The rule of a kind of event.',
)
export type Rule = Static<typeof rule>

const silenceProperties = {
  kind: Type.Optional(kind),
  endDevice: Type.Optional(serial),
  concentrator: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  begins: Type.Optional(instant('Default: now.')),
  ends: instant('Until when; at most a year from now.'),
  reason: Type.String({ minLength: 1, maxLength: 200 }),
}

export const newSilence = resource(
  'AlarmSilenceCreation',
  silenceProperties,
  'What shall raise no alarm for a while: a kind, a meter, a concentrator, or these together.',
)
export type NewSilence = Static<typeof newSilence>

export const silence = resource(
  'AlarmSilence',
  {
    id: Type.Integer(),
    kind: nullable('string'),
    endDevice: nullable('string'),
    concentrator: nullable('string'),
    begins: instant('From when.'),
    ends: instant('Until when.'),
    reason: Type.String(),
    createdBy: Type.String(),
    createdAt: instant('When it was made.'),
  },
  'What raises no alarm for a while. Its events are kept all the same.',
)
export type Silence = Static<typeof silence>

export const ruleParams = Type.Object({ kind })
export const silenceParams = Type.Object({ id: Type.Integer({ minimum: 1 }) })
export const ruleList = wholeList(rule, 'The rules of all kinds of event.')
export const silenceList = wholeList(silence, 'Silences that are not over, the last to end first.')
export const ruleResources = [ruleSettings, rule, newSilence, silence]
