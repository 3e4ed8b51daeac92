import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { nothing, Problem, ref } from '@ferraris/service'
import type { Tables } from '../tables.ts'
import { readBySchedule } from './assign.ts'
import {
  createSchedule,
  listSchedules,
  mostSchedules,
  removeSchedule,
  scheduleById,
  updateSchedule,
} from './queries.ts'
import {
  schedule,
  scheduleGiven,
  scheduleList,
  scheduleMeters,
  scheduleParams,
  scheduleSettings,
} from './schemas.ts'

export function scheduleRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['schedules']
    const administrator = { config: { access: 'administrator' } } as const
    const params = scheduleParams
    const missing = (id: number) => new Problem('not-found', `there is no read schedule ${id}`)

    app.get('/meter-read-schedules', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Read schedules', response: { 200: scheduleList } },
      handler: async () => ({ items: await listSchedules(db) }),
    })

    app.post('/meter-read-schedules', {
      ...administrator,
      schema: {
        tags,
        summary: 'Make a read schedule',
        description: 'No meter is read by it before it is given meters.',
        body: ref(scheduleSettings),
        response: { 201: ref(schedule) },
      },
      handler: async (request, reply) => {
        const made = await createSchedule(db, request.body)
        if (made === undefined)
          throw new Problem('in-use', `there are ${mostSchedules} schedules; let meters share them`)
        return reply.code(201).send(made)
      },
    })

    app.delete('/meter-read-schedules/:id', {
      ...administrator,
      schema: {
        tags,
        summary: 'Remove a read schedule',
        description: 'One that no meter is read by; the standard one stays.',
        params,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const outcome = await removeSchedule(db, id)
        if (outcome === 'unknown') throw missing(id)
        if (outcome === 'in-use')
          throw new Problem('in-use', `schedule ${id} is the standard one, or meters are read by it`)
        return reply.code(204).send(null)
      },
    })

    app.post('/meter-read-schedules/:id/end-devices', {
      ...administrator,
      schema: {
        tags,
        summary: 'Have meters read by a schedule',
        description: 'A meter has one: it is read by no other any more.',
        params,
        body: ref(scheduleMeters),
        response: { 200: ref(scheduleGiven) },
      },
      handler: async request => {
        const { id } = request.params
        const found = await scheduleById(db, id)
        if (found === undefined) throw missing(id)
        return await readBySchedule(db, request.body.endDevices, found, now())
      },
    })

    app.put('/meter-read-schedules/:id', {
      ...administrator,
      schema: {
        tags,
        summary: 'Replace a read schedule',
        params,
        body: ref(scheduleSettings),
        response: { 200: ref(schedule) },
      },
      handler: async request => {
        const { id } = request.params
        const updated = await updateSchedule(db, id, request.body, now())
        if (!updated) throw missing(id)
        return updated
      },
    })
  }
}
