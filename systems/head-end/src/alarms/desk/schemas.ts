import { instant, nullable, nullableInstant, page, pageQuery, query, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { severity } from '../../events/schemas.ts'
import { serial } from '../../inventory/identifiers.ts'
import { mostActedOn } from '../bounds.ts'
import { handlingStates } from '../tables.ts'

export const handling = Type.Enum([...handlingStates], {
  description: 'How far people are with it: new, acknowledged, assigned, closed.',
})

export const kind = Type.String({
  pattern: '^[A-Za-z0-9-]{1,64}$',
  description: 'Kind of event.',
  examples: ['meterCoverRemoved'],
})

export const entry = resource(
  'AlarmEntry',
  {
    at: instant('When.'),
    by: Type.String({ description: 'Who; `head-end` for what happened by itself.' }),
    action: Type.String({
      examples: ['acknowledged', 'assigned', 'commented', 'closed', 'gone', 'restoring'],
    }),
    detail: nullable('string', { description: 'Comment, or to whom, or how many of how many.' }),
  },
  'What was done, or happened, with an alarm or an incident.',
)

const properties = {
  id: Type.Integer(),
  endDevice: serial,
  kind,
  severity,
  state: handling,
  active: Type.Boolean({ description: 'Whether its condition holds, as far as the meter has said.' }),
  count: Type.Integer({ description: 'How often it came.' }),
  firstTime: instant("When it came first, by the device's clock as far as that is right."),
  lastTime: instant('When it came last.'),
  raisedAt: instant('When this head-end learnt of it.'),
  goneAt: nullableInstant('When the meter said that its condition was over.'),
  substation: nullable('string'),
  concentrator: nullable('string'),
  assignedTo: nullable('string'),
  incident: nullable('integer', { description: 'The incident that it belongs to.' }),
  closedAt: nullableInstant('When it was closed.'),
  closedBy: nullable('string'),
}

export const alarm = resource('Alarm', properties, 'Something at a meter that a person must act on.')
export type Alarm = Static<typeof alarm>

export const alarmDetail = resource(
  'AlarmDetail',
  { ...properties, entries: Type.Array(ref(entry), { description: 'Oldest first.' }) },
  'An alarm with its history.',
)
export type AlarmDetail = Static<typeof alarmDetail>

const text = Type.String({ minLength: 1, maxLength: 64 })

/** What both alarms and incidents are filtered by. */
export const placeFilter = {
  severity: Type.Optional(severity),
  substation: Type.Optional(text),
  assignedTo: Type.Optional(text),
}

export const alarmQuery = query({
  ...placeFilter,
  state: Type.Optional(
    Type.Enum(['open', ...handlingStates], { description: 'open: all that are not closed.' }),
  ),
  kind: Type.Optional(kind),
  endDevice: Type.Optional(serial),
  concentrator: Type.Optional(text),
  incident: Type.Optional(Type.Integer({ minimum: 1 })),
  loose: Type.Optional(Type.Boolean({ description: 'Only those that belong to no incident.' })),
  active: Type.Optional(Type.Boolean({ description: 'Whether their condition holds.' })),
  ...pageQuery,
})
export type AlarmFilter = Static<typeof alarmQuery>

export const actions = ['acknowledge', 'assign', 'comment', 'close'] as const

export const deskAction = resource(
  'AlarmAction',
  {
    ids: Type.Array(Type.Integer({ minimum: 1 }), {
      minItems: 1,
      maxItems: mostActedOn,
      uniqueItems: true,
    }),
    action: Type.Enum([...actions]),
    to: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'To assign: to whom.' })),
    comment: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1000, description: 'Needed to comment and to close.' }),
    ),
  },
  'What is done with alarms or incidents, one or many.',
)
export type DeskAction = Static<typeof deskAction>

export const acted = resource(
  'AlarmsActedOn',
  {
    changed: Type.Integer({ description: 'How many it changed; the others were so already, or are closed.' }),
  },
  'What an action came to.',
)

export const deskParams = Type.Object({ id: Type.Integer({ minimum: 1 }) })
export const alarmPage = page(alarm)

export const deskSummary = resource(
  'AlarmDesk',
  {
    open: Type.Integer({ description: 'Alarms that are not closed and belong to no incident.' }),
    incidents: Type.Integer({ description: 'Incidents that are not closed.' }),
    unacknowledged: Type.Integer({ description: 'Of both, those that none has acknowledged.' }),
    withoutSupply: Type.Integer({ description: 'Homes without supply now, as their meters have said.' }),
    lastHour: Type.Integer({ description: 'Alarms and incidents that came up in the last hour.' }),
    noisiest: Type.Array(
      Type.Object({ kind, alarms: Type.Integer() }, { description: 'A kind, and its alarms in 24 hours.' }),
      { maxItems: 5, description: 'The kinds with most alarms in the last 24 hours.' },
    ),
  },
  'The desk in figures.',
)
export type DeskSummary = Static<typeof deskSummary>

export const deskResources = [entry, alarm, alarmDetail, deskAction, acted, deskSummary]
