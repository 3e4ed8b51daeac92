import { instant, nullable, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { calendarEntries, ownConditions } from '@ferraris/uplink'
import { type Static, Type } from 'typebox'
import { concentratorId } from '../identifiers.ts'

export const ownState = resource(
  'ConcentratorOwnState',
  {
    concentrator: concentratorId,
    at: instant("When it reported this, by the concentrator's clock."),
    receivedAt: instant('When the report came.'),
    startedAt: instant('Since when it runs.'),
    word: Type.Integer({ description: 'Its status word; bit n is the n-th of the conditions.' }),
    conditions: Type.Array(Type.Enum([...ownConditions]), {
      description:
        'clock-unset: no time source was heard; storage-full: nothing is read; results-wait: many wait for an acknowledgement; firmware-on-trial: it goes back by itself unless it hears this head-end.',
    }),
    clock: Type.Object({
      source: Type.Enum(['unset', 'given', 'ntp'], {
        description: 'given: the time of its machine, or of a simulation, is taken as it is.',
      }),
      server: nullable('string'),
      stratum: nullable('integer'),
      offsetMs: nullable('number', {
        description: 'How far its clock was ahead when it was compared last, before it was set.',
      }),
      delayMs: nullable('number', { description: 'How long the question to the server was under way.' }),
      comparedAt: nullableInstant('When that was.'),
    }),
    firmware: Type.Object({
      version: Type.String(),
      sha256: nullable('string', { description: 'Of its image; null for the firmware it came with.' }),
      previous: nullable('string', { description: 'The version that it goes back to.' }),
      trialUntil: nullableInstant('Until then it has to hear this head-end.'),
    }),
    calendar: Type.Array(
      Type.Object({
        entry: Type.Enum([...calendarEntries]),
        everySeconds: nullable('integer'),
        lastAt: nullableInstant('When it was begun last.'),
        nextAt: nullableInstant('When it will be.'),
      }),
      { description: 'What it does of its own accord; each entry can be run at once.' },
    ),
    identity: Type.String({ description: 'Its public key (Ed25519, base64url), for field devices.' }),
  },
  'What a concentrator tells of itself.',
)
export type ConcentratorOwnState = Static<typeof ownState>

export const ownEvent = resource(
  'ConcentratorOwnEvent',
  {
    number: Type.Integer({ description: 'Runs on for ever in one store of the concentrator.' }),
    at: instant("By the concentrator's clock."),
    code: Type.String({ examples: ['started', 'clock-set', 'firmware-activated'] }),
    detail: nullable('string'),
    receivedAt: instant('When it came.'),
  },
  'An entry of the event log of a concentrator.',
)
export type ConcentratorOwnEvent = Static<typeof ownEvent>

export const ownEventQuery = query({
  code: Type.Optional(
    Type.String({ pattern: '^[a-z][a-z-]{0,39}$', description: 'Only entries of this code.' }),
  ),
  ...pageQuery,
})
export type OwnEventFilter = Static<typeof ownEventQuery>

export const ownStateResources = [ownState, ownEvent]
