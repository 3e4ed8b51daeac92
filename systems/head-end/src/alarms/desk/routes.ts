import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Problem, ref, senderOf } from '@ferraris/service'
import { actOn, type DeskParts } from './actions.ts'
import { alarmById, listAlarms, summarizeDesk } from './queries.ts'
import { acted, alarmDetail, alarmPage, alarmQuery, deskAction, deskParams, deskSummary } from './schemas.ts'

export function deskRoutes(parts: DeskParts): FastifyPluginAsyncTypebox {
  const { db, now } = parts
  return async app => {
    const tags = ['alarms']
    const viewer = { config: { access: 'viewer' } } as const

    app.get('/alarms', {
      ...viewer,
      schema: {
        tags,
        summary: 'Alarms, the gravest first',
        querystring: alarmQuery,
        response: { 200: alarmPage },
      },
      handler: request => listAlarms(db, request.query),
    })

    app.get('/alarms/summary', {
      ...viewer,
      schema: { tags, summary: 'The desk in figures', response: { 200: ref(deskSummary) } },
      handler: () => summarizeDesk(db, now()),
    })

    app.get('/alarms/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'An alarm with its history',
        params: deskParams,
        response: { 200: ref(alarmDetail) },
      },
      handler: async request => {
        const found = await alarmById(db, request.params.id)
        if (found === undefined) throw new Problem('not-found', `there is no alarm ${request.params.id}`)
        return found
      },
    })

    app.post('/alarms/actions', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Act on alarms',
        description: 'Acknowledge, assign, comment or close, one or many.',
        body: ref(deskAction),
        response: { 200: ref(acted) },
      },
      handler: async request => ({
        changed: await actOn(parts, 'alarm', request.body, senderOf(request).name),
      }),
    })
  }
}
