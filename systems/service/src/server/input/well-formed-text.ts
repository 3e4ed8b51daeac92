import type { FastifyInstance } from 'fastify'
import { isKept } from '../../database/kept-text.ts'
import { invalidParameter } from '../problem.ts'
import { findInRequest } from './find-in-request.ts'

/**
 * Refuses text that no store keeps as it is: half a surrogate pair, which becomes another character on the way to disk, and NUL,
 * which PostgreSQL does not take. Wherever in a request it stands.
 */
export function refuseIllFormedText(app: FastifyInstance): void {
  app.addHook('preValidation', async request => {
    const fault = findInRequest(request, value => typeof value !== 'string' || isKept(value))
    if (fault !== undefined)
      throw invalidParameter(fault, 'must be well-formed Unicode text without the character NUL')
  })
}
