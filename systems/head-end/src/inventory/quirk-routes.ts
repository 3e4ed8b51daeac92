import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import {
  defaulted,
  invalidParameter,
  nothing,
  nullable,
  Problem,
  ref,
  resource,
  wholeList,
} from '@ferraris/service'
import { Type } from 'typebox'
import type { Tables } from '../tables.ts'
import { forgetQuirks, keepQuirks, listQuirks } from './quirks.ts'
import { isTimeZone } from './time-zone.ts'

function flag(description: string) {
  return defaulted(Type.Boolean({ default: false, description }))
}

const properties = {
  noLists: flag('Refuses a GET with a list although it offers multiple references.'),
  noRanges: flag('Has no selection by range: profiles are read whole.'),
  rangeAsDateTime: flag('Needs the ends of a range as date-time rather than as octet-string.'),
  deviation: defaulted(
    Type.Enum(['stated', 'inverted', 'ignored'], {
      default: 'stated',
      description: 'What the deviation in its stamps is worth.',
    }),
  ),
  clockZone: defaulted(
    nullable('string', {
      default: null,
      maxLength: 64,
      description:
        'IANA zone of its stamps where that is not the zone of its day; `Etc/GMT-1` for winter time all year.',
    }),
  ),
}

const quirkSettings = resource('QuirkSettings', properties, 'How a model differs from the standard.')

const model = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Beginning of the model that the end device shows.',
  examples: ['LGZ', 'ISK AM550'],
})

const modelQuirks = resource(
  'ModelQuirks',
  { model, ...properties },
  'How the meters of a model differ from the standard.',
)

export const quirkResources = [quirkSettings, modelQuirks]

const params = Type.Object({ model })

export function quirkRoutes({ db }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['inventory']
    const config = { access: 'administrator' } as const

    app.get('/model-quirks', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Models that differ from the standard',
        response: { 200: wholeList(modelQuirks, 'All entries; of two that fit, the longer counts.') },
      },
      handler: async () => ({ items: await listQuirks(db) }),
    })

    app.put('/model-quirks/:model', {
      config,
      schema: {
        tags,
        summary: 'Say how a model differs',
        params,
        body: ref(quirkSettings),
        response: { 200: ref(modelQuirks) },
      },
      handler: async request => {
        const quirks = { model: request.params.model, ...request.body }
        checkZone(quirks.clockZone)
        await keepQuirks(db, quirks)
        return quirks
      },
    })

    app.delete('/model-quirks/:model', {
      config,
      schema: { tags, summary: 'Remove the quirks of a model', params, response: { 204: nothing } },
      handler: async (request, reply) => {
        const { model } = request.params
        if (!(await forgetQuirks(db, model))) throw new Problem('not-found', `there is no entry for ${model}`)
        return reply.code(204).send(null)
      },
    })
  }
}

function checkZone(name: string | null): void {
  if (name === null || isTimeZone(name)) return
  throw invalidParameter('clockZone', `${name} is no IANA time zone`)
}
