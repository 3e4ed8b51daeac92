import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Kit } from '../kit.ts'

const patience = 3_000

/** `/healthz`: the process answers. `/readyz`: it can also do its work, that is, the database answers. */
export function reportHealth(app: FastifyInstance, parts: Pick<Kit, 'db'>): void {
  const options = { config: { access: 'anonymous' } } as const

  app.get('/healthz', options, async () => ({ status: 'ok' }))

  app.get('/readyz', options, async (_request, reply) => {
    const database = await answersWithin(patience, () => sql`select 1`.execute(parts.db))
    return reply.code(database ? 200 : 503).send({ status: database ? 'ok' : 'unavailable', database })
  })
}

async function answersWithin(milliseconds: number, ask: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(resolve, milliseconds, false)
  })
  const answer = ask().then(
    () => true,
    () => false,
  )
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
