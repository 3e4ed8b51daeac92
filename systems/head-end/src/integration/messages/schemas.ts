import { instant, nullable, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { linkKinds, longestMessage } from '@ferraris/transport'
import { type Static, Type } from 'typebox'

export const messageStates = [
  'received',
  'done',
  'refused',
  'waiting',
  'delivered',
  'dead',
  'discarded',
] as const
export type MessageState = (typeof messageStates)[number]

const direction = Type.Enum(['in', 'out'])
const state = Type.Enum([...messageStates], {
  description:
    'In: `received` and not worked on yet, `done`, or `refused`. Out: `waiting` for its destination, `delivered`, `dead` when it was refused or tried too often, `discarded` by an operator.',
})

const messageProperties = {
  id: Type.Integer({ description: 'Our number of it.' }),
  direction,
  destination: nullable('string', { description: 'Out: where it goes. In: whose broker it came through.' }),
  door: Type.Enum([...linkKinds], { description: 'How it came, or goes.' }),
  source: Type.String({ description: 'Source in its header.' }),
  messageId: Type.String({ description: 'MessageID in its header.' }),
  correlationId: nullable('string'),
  root: Type.String({ examples: ['RequestMessage', 'ResponseMessage', 'EventMessage', 'FaultMessage'] }),
  verb: Type.String({ examples: ['create'] }),
  noun: Type.String({ examples: ['EndDeviceControls'] }),
  result: nullable('string', { description: 'Of a reply: `OK`, `PARTIAL` or `FAILED`.' }),
  state,
  attempts: Type.Integer({ description: 'How often its destination was tried, and failed over it.' }),
  code: nullable('string', { description: 'Code of the error that it ended with, or waits because of.' }),
  detail: nullable('string', { description: 'Why, in words.' }),
  answers: nullable('integer', { description: 'The message in that it answers.' }),
  mendedBy: nullable('string', { description: 'Who has changed what it says.' }),
  createdAt: instant('When it came in, or was made.'),
  nextAttemptAt: nullableInstant('While it waits: not before.'),
  endedAt: nullableInstant('When it was done with.'),
  octets: Type.Integer({ description: 'Length of its text.' }),
}

export const integrationMessage = resource(
  'IntegrationMessage',
  messageProperties,
  'A message from or to another system.',
)
export type IntegrationMessage = Static<typeof integrationMessage>

export const integrationMessageDetail = resource(
  'IntegrationMessageDetail',
  {
    ...messageProperties,
    xml: Type.String({ description: 'The message itself.' }),
    answer: nullable('string', { description: 'What was answered at once, by us or the other end.' }),
    endDeviceControls: Type.Array(Type.String(), { description: 'Orders that it led to, or tells of.' }),
    activities: Type.Array(Type.String(), { description: 'Activities that it led to, or tells of.' }),
    answeredBy: Type.Array(Type.Integer(), { description: 'Messages out that answer it.' }),
  },
  'A message with its text, and what it led to.',
)
export type IntegrationMessageDetail = Static<typeof integrationMessageDetail>

export const messageQuery = query({
  direction: Type.Optional(direction),
  destination: Type.Optional(Type.String({ maxLength: 64 })),
  state: Type.Optional(state),
  noun: Type.Optional(Type.String({ maxLength: 64 })),
  messageId: Type.Optional(Type.String({ maxLength: 256 })),
  correlationId: Type.Optional(Type.String({ maxLength: 256 })),
  endDeviceControl: Type.Optional(
    Type.String({ maxLength: 64, description: 'That led to the order, or tell of it.' }),
  ),
  activity: Type.Optional(
    Type.String({ maxLength: 64, description: 'That led to the activity, or tell of it.' }),
  ),
  ...pageQuery,
})
export type MessageFilter = Static<typeof messageQuery>

export const messageParams = Type.Object({ id: Type.Integer({ minimum: 1 }) })

export const mending = resource(
  'IntegrationMessageMending',
  {
    xml: Type.String({ minLength: 1, maxLength: longestMessage, description: 'The message as it shall be.' }),
  },
  'A message out, mended.',
)

export const messageResources = [integrationMessage, integrationMessageDetail, mending]
