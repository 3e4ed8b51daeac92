import type { Feature } from '@ferraris/service'
import {
  apartFromRequest,
  nullable,
  nullableInstant,
  Problem,
  ref,
  resource,
  transaction,
} from '@ferraris/service'
import { Type } from 'typebox'
import type { Parts } from '../parts.ts'
import { readSentAnswer } from './sent-answer.ts'
import { storeSent } from './store-sent.ts'

/** Between two readings of what changed, milliseconds. */
const period = 15 * 60_000

const sentReading = resource(
  'SentReading',
  {
    configured: Type.Boolean({ description: 'A head-end was named when the platform was started.' }),
    readAt: nullableInstant('When its counters were read last.'),
    failedAt: nullableInstant('When it did not answer; null when it did since.'),
    failure: nullable('string'),
  },
  'How counters of meters come from the head-end.',
)

const sentImport = resource(
  'SentImport',
  {
    items: Type.Array(Type.Unknown(), {
      maxItems: 500,
      description: 'Days of meters, as `items` of the head-end’s `GET /chain2/sent-counters`.',
    }),
  },
  'Counters of meters, where no head-end is named.',
)

const sentImported = resource('SentImported', { days: Type.Integer() }, 'Days that were kept.')

/** What meters have sent, over chain 1. */
export const sentFeature: Feature<Parts> = {
  name: 'sent-counters',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [sentReading, sentImport, sentImported],
  audited: { 'POST /sent-counters': { action: 'sent-counters.imported' } },
  routes: ({ db, pool, now, sentCounters }) => {
    const tags = ['counters']
    return async app => {
      app.get('/sent-counters/reading', {
        config: { access: 'viewer' },
        schema: { tags, summary: 'How sent counters come', response: { 200: ref(sentReading) } },
        handler: async () => {
          const row = await db.selectFrom('sent_reading').selectAll().executeTakeFirstOrThrow()
          return {
            configured: sentCounters !== undefined,
            readAt: row.read_at?.toISOString() ?? null,
            failedAt: row.failed_at?.toISOString() ?? null,
            failure: row.failure,
          }
        },
      })

      app.post('/sent-counters/reading', {
        config: { access: 'operator', ownTransactions: true },
        schema: {
          tags,
          summary: 'Read them now',
          response: { 200: ref(sentImported) },
        },
        handler: async () => {
          if (sentCounters === undefined)
            throw new Problem('not-found', 'no head-end was named when the platform was started')
          const { days, failure } = await apartFromRequest(() => sentCounters.read())
          if (failure !== null) throw new Problem('in-use', `the head-end cannot be read: ${failure}`)
          return { days }
        },
      })

      app.post('/sent-counters', {
        config: { access: 'operator' },
        bodyLimit: 2 * 1024 * 1024,
        schema: {
          tags,
          summary: 'Hand in what meters have sent',
          body: ref(sentImport),
          response: { 200: ref(sentImported) },
        },
        handler: async request => {
          const { days } = readItems(request.body.items)
          return { days: await transaction(pool, client => storeSent(client, days, now())) }
        },
      })
    }
  },
  start: ({ sentCounters }, onTrouble) => {
    if (sentCounters === undefined) return async () => {}
    const read = () => void sentCounters.read().catch(onTrouble)
    const timer = setInterval(read, period)
    read()
    return async () => {
      clearInterval(timer)
      await sentCounters.idle()
    }
  },
}

function readItems(items: readonly unknown[]) {
  try {
    return readSentAnswer({ items, nextCursor: null })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Problem('invalid-request', error.message, {
      errors: [{ parameter: 'items', detail: error.message }],
    })
  }
}
