import { instant, nullable, nullableInstant, page, pageQuery, query, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { severity } from '../../events/schemas.ts'
import { serial } from '../../inventory/identifiers.ts'
import { entry, handling, placeFilter } from '../desk/schemas.ts'
import { courses, handlingStates, incidentKinds } from '../tables.ts'

const properties = {
  id: Type.Integer(),
  kind: Type.Enum([...incidentKinds], {
    description: 'outage: homes without supply; storm: one kind of alarm at many meters.',
  }),
  subject: nullable('string', { description: 'Of a storm: the kind of its alarms.' }),
  course: Type.Enum([...courses], {
    description:
      'suspected: meters are silent, none has said that it lost its supply; restoring: some have it back; over: nearly all have; refuted: they had it all the time, or the way to them was lost; merged: it is part of the incident of its area, which has its homes.',
  }),
  state: handling,
  severity,
  substation: nullable('string', { description: 'Null where it spans several.' }),
  feeder: nullable('string', { description: 'Where all its meters hang on one.' }),
  phase: nullable('string', { description: 'Where all its meters hang on one.' }),
  began: instant('When the first meter was hit.'),
  lastAt: instant('When the last meter was hit.'),
  ended: nullableInstant('When it was over.'),
  affected: Type.Integer({ description: 'Homes that it hit.' }),
  back: Type.Integer({ description: 'Of these, those that are well again.' }),
  alarms: Type.Integer({ description: 'Alarms that it holds together.' }),
  openedAt: instant('When this head-end saw that they belong together.'),
  assignedTo: nullable('string'),
  closedAt: nullableInstant('When it was closed.'),
  closedBy: nullable('string', { description: '`head-end` when it closed by itself.' }),
  mergedInto: nullable('integer', { description: 'The incident of the area that took it in.' }),
}

export const incident = resource('Incident', properties, 'Alarms with one cause.')
export type Incident = Static<typeof incident>

export const incidentDetail = resource(
  'IncidentDetail',
  {
    ...properties,
    confirmed: Type.Integer({
      description: 'Homes whose meters have said themselves that they lost supply.',
    }),
    customerMinutes: Type.Number({ description: 'Minutes without supply, over all homes, until now.' }),
    places: Type.Array(
      Type.Object({
        substation: nullable('string'),
        feeder: nullable('string'),
        phase: nullable('string'),
        concentrator: nullable('string'),
        affected: Type.Integer(),
        back: Type.Integer(),
        homes: Type.Integer({ description: 'Meters that hang there altogether.' }),
      }),
      { maxItems: 200, description: 'What it hit, the most first.' },
    ),
    kinds: Type.Array(Type.Object({ kind: Type.String(), alarms: Type.Integer() }), {
      description: 'Its alarms by kind.',
    }),
    entries: Type.Array(ref(entry), { description: 'What happened and was done, oldest first.' }),
  },
  'An incident with where it is and what happened.',
)
export type IncidentDetail = Static<typeof incidentDetail>

export const home = resource(
  'IncidentHome',
  {
    endDevice: serial,
    usagePoint: nullable('string'),
    substation: nullable('string'),
    feeder: nullable('string'),
    phase: nullable('string'),
    began: instant('When it was hit.'),
    ended: nullableInstant('When it was well again.'),
    source: Type.Enum(['power-down', 'silence', 'log', 'alarm'], { description: 'By what it was noticed.' }),
    confirmed: Type.Boolean({ description: 'Whether the meter itself has said so.' }),
  },
  'A meter that an incident hit.',
)
export type IncidentHome = Static<typeof home>

export const incidentQuery = query({
  ...placeFilter,
  state: Type.Optional(
    Type.Enum(['open', ...handlingStates], { description: 'open: all that are not closed.' }),
  ),
  kind: Type.Optional(Type.Enum([...incidentKinds])),
  course: Type.Optional(Type.Enum([...courses])),
  endDevice: Type.Optional(serial),
  ...pageQuery,
})
export type IncidentFilter = Static<typeof incidentQuery>

export const homeQuery = query({
  back: Type.Optional(Type.Boolean({ description: 'Only those that are, or are not, well again.' })),
  ...pageQuery,
})
export type HomeFilter = Static<typeof homeQuery>

export const incidentPage = page(incident)
export const homePage = page(home)
export const incidentResources = [incident, incidentDetail, home]
