import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { addDays } from '@ferraris/cosem'
import { msPerDay } from '@ferraris/metering'
import type { QueryContext } from '@ferraris/service'
import { invalidParameter } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { knownConcentrator } from '../concentrators/known.ts'
import { balancesOf } from './queries.ts'
import { energyBalanceList, energyBalanceQuery } from './schemas.ts'

const longestRange = 31

export function energyBalanceRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    app.get('/energy-balance', {
      config: { access: 'viewer' },
      schema: {
        tags: ['network'],
        summary: 'Energy balance of a transformer',
        description: 'Empty where no meter at the transformer is known.',
        querystring: energyBalanceQuery,
        response: { 200: energyBalanceList },
      },
      handler: async request => {
        const { concentrator: id, from, to } = request.query
        await knownConcentrator(db, id)
        return { items: await balancesOf(db, id, daysOf(from, to), now()) }
      },
    })
  }
}

function daysOf(from: string, to: string): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / msPerDay + 1
  if (count < 1) throw invalidParameter('to', `must not be before from (${from})`)
  if (count > longestRange)
    throw invalidParameter('to', `must be at most ${longestRange - 1} days after from`)
  return Array.from({ length: count }, (_, i) => addDays(from, i))
}
