import { instant, localDate, nullable, ref, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { deviceId } from '../devices/schemas.ts'
import { participantId } from '../participants/schemas.ts'
import { noiseSources, ticketStates, visitStates } from './tables.ts'

const words = Type.String({ minLength: 1, maxLength: 4000 })

const finding = resource(
  'NoiseFinding',
  {
    source: Type.Enum([...noiseSources]),
    lowKhz: nullable('number', { minimum: 0, maximum: 500 }),
    highKhz: nullable('number', { minimum: 0, maximum: 500 }),
    levelDbuv: nullable('number', { minimum: -20, maximum: 200, description: 'dB(µV).' }),
    hours: nullable('string', { maxLength: 100, description: 'When it is there.' }),
    remedy: nullable('string', { maxLength: 500 }),
  },
  'What makes noise at a home, or that nothing does.',
)

export const newVisit = resource(
  'NewVisit',
  { device: deviceId, reason: words },
  'A visit on site to ask for.',
)

export const visitChange = resource(
  'VisitChange',
  {
    state: Type.Enum(['planned', 'done', 'cancelled'] as const),
    plannedFor: Type.Optional(localDate('Of a planned one.')),
    technician: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    doneOn: Type.Optional(localDate('Of one that is done.')),
    summary: Type.Optional(words),
    findings: Type.Optional(Type.Array(ref(finding), { maxItems: 20 })),
  },
  'What becomes of a visit.',
)

export const visit = resource(
  'Visit',
  {
    id: Type.Integer(),
    device: Type.String(),
    reason: Type.String(),
    state: Type.Enum([...visitStates]),
    askedAt: instant('When.'),
    askedBy: Type.String(),
    plannedFor: nullable('string', { format: 'date' }),
    technician: nullable('string'),
    doneOn: nullable('string', { format: 'date' }),
    summary: nullable('string'),
    findings: Type.Array(ref(finding)),
  },
  'A visit on site, to find what is in the way of the messages.',
)
export type Visit = Static<typeof visit>

export const newTicket = resource(
  'NewTicket',
  {
    participant: participantId,
    device: Type.Optional(deviceId),
    subject: Type.String({ minLength: 1, maxLength: 200 }),
    text: words,
  },
  'A question to the support desk.',
)

export const newMessage = resource('NewSupportMessage', { text: words }, 'An answer, or more of a question.')

export const ticketChange = resource(
  'TicketChange',
  { state: Type.Enum([...ticketStates]) },
  'Closes a question, or opens it again.',
)

const message = resource(
  'SupportMessage',
  { at: instant('When.'), author: Type.String(), text: Type.String() },
  'What was written.',
)

export const ticket = resource(
  'Ticket',
  {
    id: Type.Integer(),
    participant: participantId,
    device: nullable('string'),
    subject: Type.String(),
    state: Type.Enum([...ticketStates]),
    openedAt: instant('When.'),
    messages: Type.Array(ref(message)),
  },
  'A question to the support desk, with its answers.',
)
export type Ticket = Static<typeof ticket>

export const visitList = wholeList(visit, 'Visits, the newest first.')
export const ticketList = wholeList(ticket, 'The newest 200 questions, those that wait first.')
export const supportResources = [
  finding,
  newVisit,
  visitChange,
  visit,
  newTicket,
  newMessage,
  ticketChange,
  message,
  ticket,
]
