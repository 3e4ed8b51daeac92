import type { FastifyInstance } from 'fastify'
import { invalidParameter } from '../problem.ts'
import { findInRequest } from './find-in-request.ts'

/** Refuses the text "Infinity" for a number: Ajv takes it for one, and asks after neither least nor most. */
export function refuseInfinity(app: FastifyInstance): void {
  app.addHook('preHandler', async request => {
    const fault = findInRequest(request, value => typeof value !== 'number' || Number.isFinite(value))
    if (fault !== undefined) throw invalidParameter(fault, 'must be a finite number')
  })
}
