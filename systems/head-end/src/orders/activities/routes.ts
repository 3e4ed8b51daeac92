import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref, senderOf } from '@ferraris/service'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import { type ActivityParts, createActivity, knownActivity } from './create.ts'
import { listActivities, listLeftOut } from './queries.ts'
import { replan } from './replan.ts'
import { csvReport } from './report/csv.ts'
import { pdfReport } from './report/pdf.ts'
import { reportRows } from './report/rows.ts'
import {
  activity,
  activityDetail,
  activityPace,
  activityParams,
  activityQuery,
  activityRequest,
  leftOutMeter,
  leftOutQuery,
  replanRequest,
  reportQuery,
} from './schemas.ts'
import { cancelActivity, pauseActivity, resumeActivity, setPace } from './steer.ts'
import { previewActivity } from './targets/preview.ts'
import { longestBody, preview, previewRequest } from './targets/schemas.ts'
import { wantedOf } from './targets/wanted.ts'

const csvType = 'text/csv; charset=utf-8'
const pdfType = 'application/pdf'
const report = {
  description: 'The report.',
  content: {
    'text/csv': { schema: Type.Unsafe({ type: 'string' }) },
    [pdfType]: { schema: Type.Unsafe({ type: 'string', format: 'binary' }) },
  },
}

export interface SteeringParts extends ActivityParts {
  readonly pool: Pool
  /** Tells concentrators which jobs they shall leave. */
  readonly network: { sendWithdrawals(concentrator: string): Promise<void> }
}

export function activityRoutes(parts: SteeringParts): FastifyPluginAsyncTypebox {
  const { db, pool, now, network } = parts
  return async app => {
    const tags = ['activities']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const
    const detail = { 200: ref(activityDetail) }

    app.post('/activities/preview', {
      ...operator,
      bodyLimit: longestBody,
      schema: {
        tags,
        summary: 'What an activity would do',
        description: 'Nothing is changed. Counts by reason, and a page of the meters.',
        body: ref(previewRequest),
        response: { 200: ref(preview) },
      },
      handler: async request => {
        const wanted = await wantedOf(db, request.body.kind, request.body.parameters)
        return await previewActivity(db, wanted, request.body, now())
      },
    })

    app.post('/activities', {
      ...operator,
      bodyLimit: longestBody,
      schema: {
        tags,
        summary: 'Create an activity',
        description:
          'With an order for each meter that fits; the others are kept with the reason. Asking again with the same `id` answers with the same activity.',
        body: ref(activityRequest),
        response: { 200: ref(activityDetail), 201: ref(activityDetail) },
      },
      handler: async (request, reply) => {
        const wanted = await wantedOf(db, request.body.kind, request.body.parameters)
        const created = await createActivity(parts, request.body, wanted, senderOf(request).name)
        return reply.code(created.isNew ? 201 : 200).send(created.activity)
      },
    })

    app.get('/activities', {
      ...viewer,
      schema: {
        tags,
        summary: 'Activities, the newest first',
        description: 'Counts may be some seconds old.',
        querystring: activityQuery,
        response: { 200: page(activity) },
      },
      handler: request => listActivities(db, request.query, now()),
    })

    app.get('/activities/:id', {
      ...viewer,
      schema: { tags, summary: 'An activity with its progress', params: activityParams, response: detail },
      handler: request => knownActivity(parts, request.params.id),
    })

    app.get('/activities/:id/left-out', {
      ...viewer,
      schema: {
        tags,
        summary: 'Meters that an activity named and that got no order',
        params: activityParams,
        querystring: leftOutQuery,
        response: { 200: page(leftOutMeter) },
      },
      handler: async request => {
        const { id } = await knownActivity(parts, request.params.id)
        return await listLeftOut(db, id, request.query)
      },
    })

    app.get('/activities/:id/report', {
      ...viewer,
      schema: {
        tags,
        summary: 'Report of an activity',
        description:
          'csv: every meter with times and attempts. pdf: counts, causes, and the meters that did not get there.',
        params: activityParams,
        querystring: reportQuery,
        response: { 200: report },
      },
      handler: async (request, reply) => {
        const activity = await knownActivity(parts, request.params.id)
        const { format } = request.query
        const rows = reportRows(db, activity.id)
        void reply.header('content-disposition', `attachment; filename="activity-${activity.id}.${format}"`)
        if (format === 'csv') return reply.type(csvType).send(csvReport(rows))
        return reply.type(pdfType).send(await pdfReport(activity, rows, now()))
      },
    })

    app.post('/activities/:id/pause', {
      ...operator,
      schema: {
        tags,
        summary: 'Pause an activity',
        description: 'Orders that nothing has begun wait again; what is under way goes on to its end.',
        params: activityParams,
        response: detail,
      },
      handler: async request => {
        await pauseActivity(pool, request.params.id, now())
        return await knownActivity(parts, request.params.id)
      },
    })

    app.post('/activities/:id/resume', {
      ...operator,
      schema: {
        tags,
        summary: 'Go on with a paused activity',
        description: 'After a stop by its rule, only failures from now on count.',
        params: activityParams,
        response: detail,
      },
      handler: async request => {
        await resumeActivity(pool, request.params.id, now())
        return await knownActivity(parts, request.params.id)
      },
    })

    app.put('/activities/:id/pace', {
      ...operator,
      schema: {
        tags,
        summary: 'Change the pace of an activity',
        description: 'How many orders may be under way at a time. What is under way goes on to its end.',
        params: activityParams,
        body: ref(activityPace),
        response: detail,
      },
      handler: async request => {
        await setPace(pool, request.params.id, request.body, now())
        return await knownActivity(parts, request.params.id)
      },
    })

    app.post('/activities/:id/cancel', {
      ...operator,
      schema: {
        tags,
        summary: 'Cancel an activity',
        description: 'Orders that are under way are open until it is known what became of them.',
        params: activityParams,
        response: detail,
      },
      handler: async request => {
        const { id } = request.params
        const told = await cancelActivity(pool, id, senderOf(request).name, now())
        for (const concentrator of told) await network.sendWithdrawals(concentrator)
        return await knownActivity(parts, id)
      },
    })

    app.post('/activities/:id/replan', {
      ...operator,
      schema: {
        tags,
        summary: 'Order again what came to nothing',
        description: 'Makes a new activity; the orders before stay as they are.',
        params: activityParams,
        body: ref(replanRequest),
        response: { 200: ref(activityDetail), 201: ref(activityDetail) },
      },
      handler: async (request, reply) => {
        const before = await knownActivity(parts, request.params.id)
        const wanted = await wantedOf(db, before.kind, before.parameters)
        const again = await replan(parts, before, request.body, wanted, senderOf(request).name)
        return reply.code(again.isNew ? 201 : 200).send(again.activity)
      },
    })
  }
}
