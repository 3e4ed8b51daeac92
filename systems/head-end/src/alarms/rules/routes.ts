import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, ref, senderOf } from '@ferraris/service'
import type { DeskParts } from '../desk/actions.ts'
import { changeRule, listRules, resetRule } from './rules.ts'
import {
  newSilence,
  rule,
  ruleList,
  ruleParams,
  ruleSettings,
  silence,
  silenceList,
  silenceParams,
} from './schemas.ts'
import { addSilence, listSilences, removeSilence } from './silences.ts'

export function ruleRoutes(parts: DeskParts): FastifyPluginAsyncTypebox {
  const { db, now } = parts
  return async app => {
    const tags = ['alarms']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const
    const administrator = { config: { access: 'administrator' } } as const

    app.get('/alarm-rules', {
      ...viewer,
      schema: { tags, summary: 'Which events become alarms', response: { 200: ruleList } },
      handler: async () => ({ items: await listRules(db) }),
    })

    app.put('/alarm-rules/:kind', {
      ...administrator,
      schema: {
        tags,
        summary: 'Change a rule',
        description: 'Alarms that are there stay as they are.',
        params: ruleParams,
        body: ref(ruleSettings),
        response: { 200: ref(rule) },
      },
      handler: request => changeRule(parts, request.params.kind, request.body, senderOf(request).name),
    })

    app.delete('/alarm-rules/:kind', {
      ...administrator,
      schema: { tags, summary: 'Put a rule back', params: ruleParams, response: { 204: nothing } },
      handler: async (request, reply) => {
        await resetRule(parts, request.params.kind)
        return reply.code(204).send(null)
      },
    })

    app.get('/alarm-silences', {
      ...viewer,
      schema: { tags, summary: 'What raises no alarm for a while', response: { 200: silenceList } },
      handler: async () => ({ items: await listSilences(db, now()) }),
    })

    app.post('/alarm-silences', {
      ...operator,
      schema: {
        tags,
        summary: 'Silence a kind, a meter or a concentrator',
        body: ref(newSilence),
        response: { 201: ref(silence) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await addSilence(parts, request.body, senderOf(request).name)),
    })

    app.delete('/alarm-silences/:id', {
      ...operator,
      schema: { tags, summary: 'End a silence', params: silenceParams, response: { 204: nothing } },
      handler: async (request, reply) => {
        await removeSilence(parts, request.params.id)
        return reply.code(204).send(null)
      },
    })
  }
}
