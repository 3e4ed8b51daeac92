import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { Problem, ref } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { listSchedules, updateSchedule } from './queries.ts'
import { schedule, scheduleList, scheduleParams, scheduleSettings } from './schemas.ts'

export function scheduleRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
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
