import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../server/problem.ts'

/**
 * Slows down guessing: ten attempts a minute on one account from one address, sixty a minute from one address
 * whatever the account. The second also bounds the memory-hard hashing that one client can cause.
 */
export function guardSignIn(app: FastifyInstance) {
  const perAccount = app.createRateLimit({
    max: 10,
    timeWindow: '1 minute',
    keyGenerator: request => `${request.ip} ${accountOf(request)}`,
  })
  const perAddress = app.createRateLimit({ max: 60, timeWindow: '1 minute' })

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    for (const check of [perAddress, perAccount]) {
      const verdict = await check(request)
      if (!verdict.isAllowed && verdict.isExceeded) {
        reply.header('retry-after', verdict.ttlInSeconds)
        throw new Problem('too-many-attempts', `too many sign-ins; wait ${verdict.ttlInSeconds} s`)
      }
    }
  }
}

/** The account of the tried password: the one signed in, or the one named in the request. */
function accountOf({ principal, body }: FastifyRequest): string {
  return principal?.name ?? (body as { username: string }).username
}
