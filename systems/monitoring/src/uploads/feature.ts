import type { Feature } from '@ferraris/service'
import { apartFromRequest, decodeCursor, pageOf, ref } from '@ferraris/service'
import { sql } from 'kysely'
import type { Parts } from '../parts.ts'
import { needOperator, viewedBy } from '../reach.ts'
import { importCsv } from './import.ts'
import { watchUploads } from './metrics.ts'
import { importResult, newImport, refusedPage, refusedQuery, uploadResources } from './schemas.ts'

/** A file of a thousand devices with sixty days each. */
const longestFile = 16 * 1024 * 1024

/** Counters of devices, by file; what comes by MQTT takes the same way. */
export const uploadsFeature: Feature<Parts> = {
  name: 'uploads',
  migrations: new URL('./migrations/', import.meta.url),
  resources: uploadResources,
  audited: { 'POST /counter-imports': { action: 'counters.imported' } },
  metrics: watchUploads,
  routes: ({ db, uploads }) => {
    const tags = ['counters']
    return async app => {
      app.post('/counter-imports', {
        // Rows are committed many together with those of others; to send a file again changes nothing.
        config: { access: 'signed-in', ownTransactions: true },
        bodyLimit: longestFile,
        schema: {
          tags,
          summary: 'Import counters from a file',
          description: 'By a member for devices of its participant, by an operator for any.',
          body: ref(newImport),
          response: { 200: ref(importResult) },
        },
        handler: async request => {
          const participant = await viewedBy(db, request)
          if (participant === null) needOperator(request)
          return apartFromRequest(() => importCsv(uploads, request.body.csv, participant))
        },
      })

      app.get('/refused-uploads', {
        config: { access: 'signed-in' },
        schema: {
          tags,
          summary: 'What could not be taken, the newest first',
          querystring: refusedQuery,
          response: { 200: refusedPage },
        },
        handler: async request => {
          const participant = await viewedBy(db, request)
          const { limit, cursor } = request.query
          const [before] = cursor === undefined ? [] : decodeCursor(cursor, ['number'])
          const own = db
            .selectFrom('refused_upload')
            .$if(participant !== null, query => query.where('participant', '=', participant))
          const rows = await own
            .selectAll()
            .$if(before !== undefined, query => query.where('id', '<', Number(before)))
            .orderBy('id', 'desc')
            .limit(limit + 1)
            .execute()
          const { total } = await own.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()
          return pageOf(
            rows,
            limit,
            total,
            row => [row.id],
            row => ({ ...row, at: row.at.toISOString() }),
          )
        },
      })
    }
  },
}
