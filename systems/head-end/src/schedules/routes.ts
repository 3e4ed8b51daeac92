import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Problem } from '../server/errors.ts'
import { ref } from '../server/resource.ts'
import {
  type Schedule,
  type ScheduleSettings,
  schedule,
  scheduleList,
  scheduleParams,
  scheduleSettings,
} from './schemas.ts'

/** What the routes need of the schedules. */
export interface Schedules {
  list(): Promise<Schedule[]>
  replace(id: number, settings: ScheduleSettings): Promise<Schedule | null>
}

export const scheduleRoutes =
  (schedules: Schedules): FastifyPluginAsyncTypebox =>
  async app => {
    const tags = ['schedules']

    app.get('/meter-read-schedules', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Read schedules', response: { 200: scheduleList } },
      handler: async () => ({ items: await schedules.list() }),
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
        const replaced = await schedules.replace(id, request.body)
        if (!replaced) throw new Problem('not-found', `there is no read schedule ${id}`)
        return replaced
      },
    })
  }
