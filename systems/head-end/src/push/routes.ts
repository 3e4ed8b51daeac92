import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Problem, page, ref } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import type { Tables } from '../tables.ts'
import type { Roads } from './call-in/roads.ts'
import { pushListRoutes } from './lists/routes.ts'
import type { PushDoor } from './push-door.ts'
import { dismissCaller, refusedPushes, storedPushStatistics, unknownCallers } from './queries.ts'
import {
  pushStatistics,
  refusedPush,
  refusedPushQuery,
  unknownCaller,
  unknownCallerQuery,
} from './schemas.ts'

export interface PushParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  readonly pushes: PushDoor
  readonly roads: Roads
}

export function pushRoutes(parts: PushParts): FastifyPluginAsyncTypebox {
  const { db, now, pushes, roads } = parts
  return async app => {
    await app.register(pushListRoutes(parts))
    const tags = ['events']
    const viewer = { config: { access: 'viewer' } } as const

    app.get('/push-statistics', {
      ...viewer,
      schema: {
        tags,
        summary: 'What meters send without being asked',
        response: { 200: ref(pushStatistics) },
      },
      handler: async () => ({
        places: [...pushes.places],
        waiting: pushes.waiting,
        connected: roads.size,
        ...(await storedPushStatistics(db, now())),
      }),
    })

    app.get('/refused-pushes', {
      ...viewer,
      schema: {
        tags,
        summary: 'Pushes that were not taken, by sender and reason, the latest first',
        querystring: refusedPushQuery,
        response: { 200: page(refusedPush) },
      },
      handler: request => refusedPushes(db, request.query),
    })

    app.get('/unknown-callers', {
      ...viewer,
      schema: {
        tags,
        summary: 'Meters that called or pushed and are not in the inventory, the latest first',
        querystring: unknownCallerQuery,
        response: { 200: page(unknownCaller) },
      },
      handler: request => unknownCallers(db, request.query),
    })

    app.delete('/unknown-callers/:systemTitle', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Forget a caller; it comes back when it calls again',
        params: Type.Object({ systemTitle: Type.String({ minLength: 1, maxLength: 64 }) }),
        response: { 204: Type.Null() },
      },
      async handler({ params: { systemTitle } }, reply) {
        if (!(await dismissCaller(db, systemTitle)))
          throw new Problem('not-found', `there is no unknown caller ${systemTitle}`)
        await reply.code(204).send(null)
      },
    })
  }
}
