import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Problem, ref, senderOf } from '@ferraris/service'
import { actOn, type DeskParts } from '../desk/actions.ts'
import { acted, deskAction, deskParams } from '../desk/schemas.ts'
import { incidentById, listHomes, listIncidents } from './queries.ts'
import { homePage, homeQuery, incidentDetail, incidentPage, incidentQuery } from './schemas.ts'

export function incidentRoutes(parts: DeskParts): FastifyPluginAsyncTypebox {
  const { db, now } = parts
  return async app => {
    const tags = ['alarms']
    const viewer = { config: { access: 'viewer' } } as const
    const known = async (id: number) => {
      const found = await incidentById(db, id, now())
      if (found === undefined) throw new Problem('not-found', `there is no incident ${id}`)
      return found
    }

    app.get('/incidents', {
      ...viewer,
      schema: {
        tags,
        summary: 'Incidents, the gravest first',
        querystring: incidentQuery,
        response: { 200: incidentPage },
      },
      handler: request => listIncidents(db, request.query),
    })

    app.get('/incidents/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'An incident with where it is and what happened',
        params: deskParams,
        response: { 200: ref(incidentDetail) },
      },
      handler: request => known(request.params.id),
    })

    app.get('/incidents/:id/homes', {
      ...viewer,
      schema: {
        tags,
        summary: 'Meters that an incident hit',
        params: deskParams,
        querystring: homeQuery,
        response: { 200: homePage },
      },
      handler: async request => listHomes(db, await known(request.params.id), request.query),
    })

    app.post('/incidents/actions', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Act on incidents',
        description:
          'Acknowledge, assign, comment or close, one or many; alarms are closed with their incident.',
        body: ref(deskAction),
        response: { 200: ref(acted) },
      },
      handler: async request => ({
        changed: await actOn(parts, 'incident', request.body, senderOf(request).name),
      }),
    })
  }
}
