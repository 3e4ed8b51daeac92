import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { nothing, Problem, page, ref } from '@ferraris/service'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import { concentratorParams } from '../identifiers.ts'
import { enrolConcentrator, removeConcentrator } from './concentrators.ts'
import { unknownConcentrator } from './known.ts'
import { concentratorDetail as detailOf, listConcentrators } from './queries.ts'
import {
  concentrator,
  concentratorCredential,
  concentratorDetail,
  concentratorEnrolment,
  concentratorQuery,
} from './schemas.ts'

export interface ConcentratorParts extends QueryContext<Tables> {
  readonly pool: Pool
  /** IANA zone of the local days. */
  readonly timeZone: string
}

export function concentratorRoutes({
  db,
  pool,
  now,
  timeZone,
}: ConcentratorParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['network']
    const viewer = { config: { access: 'viewer' } } as const
    const administrator = { config: { access: 'administrator' } } as const

    app.get('/concentrators', {
      ...viewer,
      schema: {
        tags,
        summary: 'Concentrators',
        querystring: concentratorQuery,
        response: { 200: page(concentrator) },
      },
      handler: request => listConcentrators(db, request.query),
    })

    app.post('/concentrators', {
      ...administrator,
      schema: {
        tags,
        summary: 'Enrol a concentrator',
        description: 'Its credential is in this answer only.',
        body: ref(concentratorEnrolment),
        response: { 201: ref(concentratorCredential) },
      },
      handler: async (request, reply) => {
        const { id } = request.body
        const credential = await enrolConcentrator(db, request.body, now())
        if (credential === null) throw new Problem('already-exists', `there is a concentrator ${id}`)
        return reply.code(201).send({ id, credential })
      },
    })

    app.get('/concentrators/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'A concentrator',
        params: concentratorParams,
        response: { 200: ref(concentratorDetail) },
      },
      handler: async request => {
        const { id } = request.params
        return (await detailOf(db, id, now(), timeZone)) ?? unknownConcentrator(id)
      },
    })

    app.delete('/concentrators/:id', {
      ...administrator,
      schema: {
        tags,
        summary: 'Remove a concentrator',
        description:
          'With its orders and the history of its line. Not while it serves meters, or others serve meters on loan from it.',
        params: concentratorParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const removed = await removeConcentrator(pool, id)
        if (removed === 'unknown') unknownConcentrator(id)
        if (removed === 'serving') throw new Problem('in-use', `meters are served by ${id}, or are its own`)
        return reply.code(204).send(null)
      },
    })
  }
}
