import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, type QueryContext, ref, senderOf } from '@ferraris/service'
import { actsFor, participantOf, viewedBy } from '../reach.ts'
import type { Tables } from '../tables.ts'
import { bookTest, concludeTest, listTests } from './integration-tests.ts'
import { listOffers, saveOffers, sharePlaces } from './offers.ts'
import {
  addMember,
  addParticipant,
  changeContract,
  listNotices,
  listParticipants,
  readNotice,
  removeMember,
  showParticipant,
} from './queries.ts'
import {
  contractChange,
  integrationTest,
  memberParams,
  newParticipant,
  newTest,
  noticeList,
  numberParams,
  offerChange,
  offerList,
  participant,
  participantList,
  participantParams,
  testList,
  testOutcome,
} from './schemas.ts'

export function participantRoutes(context: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  const { db } = context
  return async app => {
    const tags = ['participants']

    app.get('/participants', {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Participants', response: { 200: participantList } },
      handler: async request => ({ items: await listParticipants(db, await viewedBy(db, request)) }),
    })

    app.post('/participants', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Note who asks for the contract',
        body: ref(newParticipant),
        response: { 201: ref(participant) },
      },
      handler: async (request, reply) => {
        await addParticipant(context, request.body)
        return reply.code(201).send(await showParticipant(db, request.body.id))
      },
    })

    app.put('/participants/:id/contract', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Note that a contract is signed, or ended',
        params: participantParams,
        body: ref(contractChange),
        response: { 200: ref(participant) },
      },
      handler: async request => {
        await changeContract(context, request.params.id, request.body)
        return showParticipant(db, request.params.id)
      },
    })

    app.put('/participants/:id/members/:principal', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Let an account or token speak for a participant',
        params: memberParams,
        response: { 200: ref(participant) },
      },
      handler: async request => {
        await addMember(db, request.params.id, request.params.principal)
        return showParticipant(db, request.params.id)
      },
    })

    app.delete('/participants/:id/members/:principal', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Take an account or token from its participant',
        params: memberParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        await removeMember(db, request.params.id, request.params.principal)
        return reply.code(204).send(null)
      },
    })

    app.get('/offers', {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Offers and places', response: { 200: offerList } },
      handler: async request => {
        const participant = await viewedBy(db, request)
        return { items: await listOffers(db, participant === null ? null : [participant]) }
      },
    })

    app.put('/participants/:id/offers', {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Offer devices',
        description:
          'By a member of the participant, or an operator. What is not named any more is withdrawn.',
        params: participantParams,
        body: ref(offerChange),
        response: { 200: offerList },
      },
      handler: async request => {
        const { id } = await showParticipant(db, await actsFor(db, request, request.params.id))
        await saveOffers(db, id, request.body)
        return { items: await listOffers(db, [id]) }
      },
    })

    app.post('/quota', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Share the places',
        description:
          'Among the offers under signed contracts: all of them where the target suffices; else at least one each, then pro rata by largest remainder.',
        response: { 200: offerList },
      },
      handler: async () => ({ items: await sharePlaces(context) }),
    })

    app.get('/integration-tests', {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Integration tests', response: { 200: testList } },
      handler: async request => ({
        items: await listTests(db, { participant: await viewedBy(db, request) }),
      }),
    })

    app.post('/integration-tests', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Book an integration test',
        description: 'The participant is told its dates.',
        body: ref(newTest),
        response: { 201: ref(integrationTest) },
      },
      handler: async (request, reply) => reply.code(201).send(await bookTest(context, request.body)),
    })

    app.post('/integration-tests/:id/outcome', {
      config: { access: 'operator' },
      bodyLimit: 256 * 1024,
      schema: {
        tags,
        summary: 'Note how a test came out',
        description: 'The participant is told.',
        params: numberParams,
        body: ref(testOutcome),
        response: { 200: ref(integrationTest) },
      },
      handler: request => concludeTest(context, request.params.id, request.body),
    })

    app.get('/notices', {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'What participants were told', response: { 200: noticeList } },
      handler: async request => ({ items: await listNotices(db, await viewedBy(db, request)) }),
    })

    app.post('/notices/:id/read', {
      config: { access: 'vendor' },
      schema: {
        tags,
        summary: 'Say that a notice was read',
        params: numberParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const own = await participantOf(db, senderOf(request).name)
        await readNotice(context, own, request.params.id)
        return reply.code(204).send(null)
      },
    })
  }
}
