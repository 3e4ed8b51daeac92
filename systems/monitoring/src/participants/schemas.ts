import { instant, localDate, nullable, nullableInstant, ref, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { contractStates, noticeSubjects, outcomes, participantKinds } from './tables.ts'

export const participantId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
  description: 'Small letters, digits, dash; it is a part of the topic that devices publish under.',
  examples: ['acme'],
})
export const modelName = Type.String({ minLength: 1, maxLength: 64 })
export const version = Type.String({ minLength: 1, maxLength: 32 })

const described = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  kind: Type.Enum([...participantKinds]),
  contact: Type.String({ format: 'email', maxLength: 200, description: 'Address for certified mail.' }),
}

export const newParticipant = resource(
  'NewParticipant',
  { id: participantId, ...described },
  'A company that asks for the contract.',
)

export const participant = resource(
  'Participant',
  {
    id: participantId,
    ...described,
    contractState: Type.Enum([...contractStates]),
    contractDate: nullable('string', { format: 'date', description: 'When it was signed, or ended.' }),
    joinedAt: instant('When it asked for the contract.'),
    members: Type.Array(Type.String(), { description: 'Accounts and tokens that speak for it.' }),
    offered: Type.Integer({ description: 'Devices that it offers.' }),
    granted: nullable('integer', { description: 'Places that it has; null until they are shared.' }),
    devices: Type.Integer({ description: 'Devices that take part, or have.' }),
  },
  'A company that takes part.',
)
export type Participant = Static<typeof participant>

export const contractChange = resource(
  'ContractChange',
  { state: Type.Enum(['signed', 'ended'] as const), date: localDate('When.') },
  'What became of a contract.',
)

const offered = {
  maker: modelName,
  model: modelName,
  offered: Type.Integer({ minimum: 1, maximum: 100_000 }),
}
const newOffer = resource('NewOffer', offered, 'Devices of one model that are offered.')

export const offerChange = resource(
  'OfferChange',
  { items: Type.Array(ref(newOffer), { maxItems: 200 }) },
  'All that a participant offers.',
)

export const offer = resource(
  'Offer',
  {
    participant: participantId,
    ...offered,
    granted: nullable('integer', { description: 'Places; null until they are shared.' }),
    devices: Type.Integer({ description: 'Places that are taken.' }),
  },
  'Devices of one model that a participant offers, and the places that they got.',
)
export type Offer = Static<typeof offer>

const tested = { participant: participantId, maker: modelName, model: modelName, hardware: version }

export const newTest = resource(
  'NewIntegrationTest',
  {
    ...tested,
    firmware: version,
    from: localDate('First day.'),
    to: localDate('Last day.'),
    place: Type.String({ minLength: 1, maxLength: 200 }),
  },
  'An integration test to book.',
)

export const integrationTest = resource(
  'IntegrationTest',
  {
    id: Type.Integer(),
    ...tested,
    firmware: version,
    from: localDate('First day.'),
    to: localDate('Last day.'),
    place: Type.String(),
    bookedAt: instant('When the participant was told of it.'),
    outcome: Type.Unsafe<(typeof outcomes)[number] | null>({
      type: ['string', 'null'],
      enum: [...outcomes, null],
      description: 'Null until it is known.',
    }),
    outcomeAt: nullableInstant('When the participant was told the outcome.'),
    report: nullable('string', { description: 'What the test bench says.' }),
  },
  'The integration test of one model with one hardware and firmware version: three samples, three days.',
)
export type IntegrationTest = Static<typeof integrationTest>

export const testOutcome = resource(
  'TestOutcome',
  {
    outcome: Type.Enum([...outcomes]),
    report: Type.Optional(Type.String({ maxLength: 200_000, description: 'What the test bench says.' })),
  },
  'How an integration test came out.',
)

export const notice = resource(
  'Notice',
  {
    id: Type.Integer(),
    participant: participantId,
    at: instant('When.'),
    subject: Type.Enum([...noticeSubjects]),
    told: Type.Unsafe<Record<string, string>>({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'What the notice is about, by name: dates, models, outcomes.',
    }),
    readAt: nullableInstant('When a member said that it was read.'),
    mailedAt: nullableInstant('When a mail server had it for good.'),
    mailFailure: nullable('string', {
      description: 'Why it could not be mailed yet, or at all; told to who sees all participants.',
    }),
    mailGivenUpAt: nullableInstant('When mailing it was given up.'),
  },
  'What a participant was told.',
)
export type Notice = Static<typeof notice>

export const participantParams = Type.Object({ id: participantId })
export const memberParams = Type.Object({
  id: participantId,
  principal: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$' }),
})
export const numberParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export const participantList = wholeList(participant, 'Participants: all, or the own one.')
export const offerList = wholeList(offer, 'Offers: all, or the own ones.')
export const testList = wholeList(integrationTest, 'Integration tests, the newest first.')
export const noticeList = wholeList(notice, 'The newest 200 notices, the newest first.')

export const participantResources = [
  newParticipant,
  participant,
  contractChange,
  newOffer,
  offerChange,
  offer,
  newTest,
  integrationTest,
  testOutcome,
  notice,
]
