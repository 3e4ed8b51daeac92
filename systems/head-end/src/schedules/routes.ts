import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Problem } from '../server/errors.ts'
import type { QueryContext } from '../server/query-context.ts'
import { ref } from '../server/resource.ts'
import { listSchedules, updateSchedule } from './queries.ts'
import { schedule, scheduleList, scheduleParams, scheduleSettings } from './schemas.ts'

export function scheduleRoutes({ db, now }: QueryContext): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['schedules']

    app.get('/meter-read-schedules', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Read schedules', response: { 200: scheduleList } },
      handler: async () => ({ items: await listSchedules(db) }),
    })

    app.put('/meter-read-schedules/:id', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Replace a read schedule',
        params: scheduleParams,
        body: ref(scheduleSettings),
        response: { 200: ref(schedule) },
      },
      handler: async request => {
        const { id } = request.params
        const updated = await updateSchedule(db, id, request.body, now())
        if (!updated) throw new Problem('not-found', `there is no read schedule ${id}`)
        return updated
      },
    })
  }
}
