import type { Feature } from '@ferraris/service'
import { Problem, ref } from '@ferraris/service'
import { Type } from 'typebox'
import type { Parts } from '../parts.ts'
import { reachOf } from '../reach.ts'
import { showOverview, successBy } from './queries.ts'
import { csvReport, pdfReport } from './report.ts'
import { overview, reportQuery, successList, successQuery, successResources } from './schemas.ts'

/** What arrived of what was sent: dashboards and the report. */
export const successFeature: Feature<Parts> = {
  name: 'success',
  resources: successResources,
  routes: ({ db, now }) => {
    const tags = ['success']
    return async app => {
      app.get('/overview', {
        config: { access: 'signed-in' },
        schema: { tags, summary: 'How the campaign goes', response: { 200: ref(overview) } },
        handler: () => showOverview(db),
      })

      app.get('/success', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'Success by day, kind, province, model, hour or device',
          description:
            'Sums over devices are for all; by device a member sees those of its participant, an evaluator pseudonyms.',
          querystring: successQuery,
          response: { 200: successList },
        },
        handler: async request => {
          const reach = await reachOf(db, request)
          if (request.query.participant !== undefined && reach.sees === 'pseudonyms')
            throw new Problem('role-too-low', 'an evaluator sees no participants')
          return { items: await successBy(db, request.query, reach) }
        },
      })

      app.get('/report', {
        config: { access: 'evaluator' },
        schema: {
          tags,
          summary: 'The report: PDF with sums, CSV with a row a device',
          querystring: reportQuery,
          response: {
            200: Type.Unsafe<unknown>({ type: 'string', format: 'binary', description: 'The file.' }),
          },
        },
        handler: async (request, reply) => {
          if (request.query.format === 'pdf') {
            reply
              .type('application/pdf')
              .header('content-disposition', 'attachment; filename="monitoring.pdf"')
            return reply.send(await pdfReport({ db, now }))
          }
          const csv = await csvReport({ db, now }, await reachOf(db, request))
          reply
            .type('text/csv; charset=utf-8')
            .header('content-disposition', 'attachment; filename="monitoring.csv"')
          return reply.send(csv)
        },
      })
    }
  },
}
