import { instant, nullable, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../inventory/identifiers.ts'
import { pushListsGiven } from '../inventory/push-lists.ts'
import { pushReasonNames } from './push-reason.ts'

const reason = Type.Enum([...pushReasonNames], {
  description:
    'unknown: no meter of the inventory. unprotected: not authenticated. forged: not under its keys. replayed: its counter was used. future: of a time that has not come. too-many: more than any meter needs. unreadable: not understood. overloaded: the store could not follow.',
})

export const refusedPush = resource(
  'RefusedPush',
  {
    sender: Type.String({
      description: 'System title in hex or number of the meter; the address where neither is told.',
    }),
    endDevice: nullable('string', { description: 'The meter of the inventory with that system title.' }),
    reason,
    from: Type.String({ description: 'Address that it came from last.', examples: ['10.1.2.3:50211'] }),
    detail: Type.String(),
    count: Type.Integer({ description: 'How often.' }),
    firstAt: instant('First.'),
    lastAt: instant('Last.'),
  },
  'Pushes of one sender that were not taken for one reason.',
)
export type RefusedPushes = Static<typeof refusedPush>

export const unknownCaller = resource(
  'UnknownCaller',
  {
    systemTitle: Type.String({ description: 'In hex; of one that tells none, its logical device name.' }),
    deviceName: nullable('string', { description: 'Logical device name, as it says itself.' }),
    serial: nullable('string', { description: 'Serial number, as it says itself.' }),
    model: nullable('string', { description: 'A guess, from its maker and its firmware.' }),
    maker: nullable('string', { description: 'Three letters of the maker, out of the system title.' }),
    from: Type.String({ examples: ['10.1.2.3:50211'] }),
    isConnected: Type.Boolean({ description: 'Whether it holds a connection open.' }),
    firstHeard: instant('First heard.'),
    lastHeard: instant('Last heard.'),
    calls: Type.Integer(),
    uri: Type.String({
      description: 'With which it can be enrolled, so that it is read over the connection it opens.',
    }),
  },
  'A meter that called or pushed, and is not in the inventory.',
)
export type UnknownCallerEntry = Static<typeof unknownCaller>

export const pushStatistics = resource(
  'PushStatistics',
  {
    places: Type.Array(Type.String(), {
      description: 'Where pushes come in.',
      examples: [['tcp://127.0.0.1:4059']],
    }),
    senders: Type.Integer({ description: 'Meters that have pushed.' }),
    sendersToday: Type.Integer({ description: 'Meters that have pushed within the last 24 hours.' }),
    pushes: Type.Integer({ description: 'Pushes that were stored.' }),
    lastPush: nullableInstant('The last one.'),
    waiting: Type.Integer({ description: 'Pushes that have come and are not stored.' }),
    connected: Type.Integer({ description: 'Meters that hold a connection open.' }),
    refused: Type.Array(Type.Object({ reason, count: Type.Integer(), senders: Type.Integer() })),
    unknownCallers: Type.Integer(),
  },
  'What meters send without being asked.',
)
export type PushStatistics = Static<typeof pushStatistics>

export const pushLists = resource(
  'PushLists',
  { items: pushListsGiven },
  'What the push setups of a meter send, by which values without names are understood.',
)

export const refusedPushQuery = query({
  reason: Type.Optional(reason),
  endDevice: Type.Optional(serial),
  ...pageQuery,
})
export type RefusedPushFilter = Static<typeof refusedPushQuery>
export const unknownCallerQuery = query(pageQuery)

export const pushResources = [refusedPush, unknownCaller, pushStatistics, pushLists]
