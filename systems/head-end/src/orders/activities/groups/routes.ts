import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, Problem, page, ref, senderOf } from '@ferraris/service'
import { type ActivityParts, listedIn } from '../create.ts'
import { longestBody } from '../targets/schemas.ts'
import { groupByName, groupMembers, listGroups, removeGroup } from './queries.ts'
import { saveGroup } from './save.ts'
import { endDeviceGroup, groupMember, groupParams, groupQuery, groupRequest } from './schemas.ts'

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
