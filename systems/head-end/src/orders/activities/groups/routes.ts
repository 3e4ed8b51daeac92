import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, Problem, page, ref, senderOf } from '@ferraris/service'
import { Type } from 'typebox'
import { type ActivityParts, listedIn } from '../create.ts'
import { longestBody } from '../targets/schemas.ts'
import { csvSheet } from './csv-sheet.ts'
import { groupByName, groupMembers, listGroups, removeGroup } from './queries.ts'
import { saveGroup } from './save.ts'
import {
  endDeviceGroup,
  groupMember,
  groupParams,
  groupQuery,
  groupRequest,
  readingSheet as sheet,
  sheetQuery,
} from './schemas.ts'
import { readingSheet } from './sheet.ts'

export function groupRoutes({ db, now }: ActivityParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['activities']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const

    const known = async (name: string) => {
      const group = await groupByName(db, name)
      if (group === undefined) throw new Problem('not-found', `there is no group ${name}`)
      return group
    }

    app.get('/end-device-groups', {
      ...viewer,
      schema: {
        tags,
        summary: 'Saved groups of meters',
        querystring: groupQuery,
        response: { 200: page(endDeviceGroup) },
      },
      handler: request => listGroups(db, request.query),
    })

    app.post('/end-device-groups', {
      ...operator,
      bodyLimit: longestBody,
      schema: {
        tags,
        summary: 'Save a group of meters',
        body: ref(groupRequest),
        response: { 201: ref(endDeviceGroup) },
      },
      handler: async (request, reply) => {
        const { name, targets } = request.body
        const listed = listedIn(targets.csv)
        await saveGroup(db, { name, targets, listed }, senderOf(request).name, now())
        return reply.code(201).send(await known(name))
      },
    })

    app.get('/end-device-groups/:name', {
      ...viewer,
      schema: { tags, summary: 'A group', params: groupParams, response: { 200: ref(endDeviceGroup) } },
      handler: request => known(request.params.name),
    })

    app.get('/end-device-groups/:name/members', {
      ...viewer,
      schema: {
        tags,
        summary: 'Meters of a group',
        params: groupParams,
        querystring: groupQuery,
        response: { 200: page(groupMember) },
      },
      handler: async request => {
        const { name } = await known(request.params.name)
        return await groupMembers(db, name, request.query)
      },
    })

    app.get('/end-device-groups/:name/sheet', {
      ...viewer,
      schema: {
        tags,
        summary: 'What the meters of a group showed at one instant, and the share of each',
        description:
          'The order `read-registers-at` brings the values of an instant; schedules bring those of midnights, when they read the profiles of days and billing periods.',
        params: groupParams,
        querystring: sheetQuery,
        response: {
          200: {
            description: 'The sheet.',
            content: {
              'application/json': { schema: ref(sheet) },
              'text/csv': { schema: Type.Unsafe({ type: 'string' }) },
            },
          },
        },
      },
      handler: async (request, reply) => {
        const { name } = await known(request.params.name)
        const found = await readingSheet(db, name, request.query, now())
        if (request.query.format === 'json') return reply.type('application/json').send(found)
        void reply.header('content-disposition', `attachment; filename="${name}.csv"`)
        return reply.type('text/csv; charset=utf-8').send(csvSheet(found))
      },
    })

    app.delete('/end-device-groups/:name', {
      ...operator,
      schema: {
        tags,
        summary: 'Remove a group',
        description: 'Its meters and the activities made of it stay.',
        params: groupParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { name } = request.params
        if (!(await removeGroup(db, name))) throw new Problem('not-found', `there is no group ${name}`)
        return reply.code(204).send(null)
      },
    })
  }
}
