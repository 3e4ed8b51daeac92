import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, Problem, ref } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { codesOf, keepCodes, listCodes, removeCodes } from './queries.ts'
import { checkCodes, partnerCodeList, partnerCodeSettings, partnerCodes, partnerParams } from './schemas.ts'

interface CodeParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

export function partnerCodeRoutes({ db, now }: CodeParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['integration']
    const viewer = { config: { access: 'viewer' } } as const
    const administrator = { config: { access: 'administrator' } } as const
    const params = partnerParams
    const missing = (partner: string) => new Problem('not-found', `${partner} has no codes of its own`)

    app.get('/integration/partner-codes', {
      ...viewer,
      schema: { tags, summary: 'Codes of partners', response: { 200: partnerCodeList } },
      handler: async () => ({ items: await listCodes(db) }),
    })

    app.get('/integration/partner-codes/:partner', {
      ...viewer,
      schema: { tags, summary: 'Codes of a partner', params, response: { 200: ref(partnerCodes) } },
      handler: async ({ params: { partner } }) => {
        const known = await codesOf(db, partner)
        if (known === undefined) throw missing(partner)
        return known
      },
    })

    app.put('/integration/partner-codes/:partner', {
      ...administrator,
      schema: {
        tags,
        summary: 'Set the codes of a partner',
        description: 'All of them: what is left out is as we have it.',
        params,
        body: ref(partnerCodeSettings),
        response: { 200: ref(partnerCodes) },
      },
      handler: async ({ params: { partner }, body }) => {
        checkCodes(body)
        return await keepCodes(db, partner, body, now())
      },
    })

    app.delete('/integration/partner-codes/:partner', {
      ...administrator,
      schema: { tags, summary: 'Forget the codes of a partner', params, response: { 204: nothing } },
      handler: async ({ params: { partner } }, reply) => {
        if (!(await removeCodes(db, partner))) throw missing(partner)
        return reply.code(204).send(null)
      },
    })
  }
}
