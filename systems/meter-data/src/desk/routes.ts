import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, ref, senderOf, wholeList } from '@ferraris/service'
import type { MeterDataParts } from '../parts.ts'
import { changedSince } from '../store/queries.ts'
import { confirmDay, editDay, showDay } from './change-day.ts'
import { listExceptions } from './exceptions.ts'
import { daysOut } from './present.ts'
import { changeRule, listRules, recompute, savePoint, showPoint } from './rules.ts'
import {
  changeQuery,
  changes,
  confirmation,
  dayParams,
  dayVersions,
  edit,
  exceptionPage,
  exceptionQuery,
  groupQuery,
  measuringPoint,
  plug,
  plugChange,
  plugParams,
  pointParams,
  recomputation,
  recomputed,
} from './schemas.ts'

export function meterDataRoutes(parts: MeterDataParts): FastifyPluginAsyncTypebox {
  const { pool, daySource: source } = parts
  return async app => {
    const tags = ['meter data']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const
    const administrator = { config: { access: 'administrator' } } as const
    const ruleList = wholeList(plug, 'Rules of validation by number, then methods of estimation.')

    app.get('/meter-data/exceptions', {
      ...viewer,
      schema: {
        tags,
        summary: 'Days that wait for a person, the worst first',
        querystring: exceptionQuery,
        response: { 200: exceptionPage },
      },
      handler: request => listExceptions(parts, request.query),
    })

    app.get('/meter-data/changes', {
      ...viewer,
      schema: {
        tags,
        summary: 'Days as they were judged, in the order of their changes',
        description:
          'Read from 0 and then on from `cursor`: each day comes when it is judged first, and again when a value comes late or is corrected.',
        querystring: changeQuery,
        response: { 200: changes },
      },
      async handler(request) {
        const { since, limit } = request.query
        const versions = await changedSince(pool, Number(since), limit)
        return { items: await daysOut(source, versions), cursor: String(versions.at(-1)?.change ?? since) }
      },
    })

    app.get('/meter-data/days/:serial/:obis/:day', {
      ...viewer,
      schema: {
        tags,
        summary: 'A day with all its versions',
        params: dayParams,
        response: { 200: ref(dayVersions) },
      },
      handler: request => showDay(parts, request.params),
    })

    app.post('/meter-data/days/:serial/:obis/:day/edits', {
      ...operator,
      schema: {
        tags,
        summary: 'Set values of a day',
        description: 'Makes a new version; none is overwritten.',
        params: dayParams,
        body: ref(edit),
        response: { 201: ref(dayVersions) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await editDay(parts, request.params, request.body, senderOf(request).name)),
    })

    app.post('/meter-data/days/:serial/:obis/:day/confirmations', {
      ...operator,
      schema: {
        tags,
        summary: 'Say that what the rules found is right',
        params: dayParams,
        body: ref(confirmation),
        response: { 201: ref(dayVersions) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await confirmDay(parts, request.params, request.body, senderOf(request).name)),
    })

    app.get('/meter-data/rules', {
      ...viewer,
      schema: {
        tags,
        summary: 'Rules and methods, with the numbers of a group of meters',
        querystring: groupQuery,
        response: { 200: ruleList },
      },
      handler: async request => ({ items: await listRules(pool, request.query.group) }),
    })

    app.put('/meter-data/rules/:id', {
      ...administrator,
      schema: {
        tags,
        summary: 'Set how a rule is asked for a group of meters',
        description:
          'It holds for days that are judged from now on; see `/meter-data/recomputations` for those before.',
        params: plugParams,
        querystring: groupQuery,
        body: ref(plugChange),
        response: { 200: ruleList },
      },
      handler: async request => ({
        items: await changeRule(pool, request.query.group, request.params.id, request.body),
      }),
    })

    app.post('/meter-data/recomputations', {
      ...operator,
      schema: {
        tags,
        summary: 'Judge days again',
        body: ref(recomputation),
        response: { 202: recomputed },
      },
      handler: async (request, reply) => reply.code(202).send({ due: await recompute(parts, request.body) }),
    })

    app.get('/end-devices/:serial/measuring-point', {
      ...viewer,
      schema: {
        tags,
        summary: 'What master data say of the measuring point',
        params: pointParams,
        response: { 200: ref(measuringPoint) },
      },
      handler: request => showPoint(parts, request.params.serial),
    })

    app.put('/end-devices/:serial/measuring-point', {
      ...operator,
      schema: {
        tags,
        summary: 'Say what validation should know of a measuring point',
        params: pointParams,
        body: ref(measuringPoint),
        response: { 204: nothing },
      },
      async handler(request, reply) {
        await savePoint(parts, request.params.serial, request.body)
        return reply.code(204).send(null)
      },
    })
  }
}
