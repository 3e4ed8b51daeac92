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
    const parameter = notDecodable(request.url)
    if (parameter !== undefined)
      throw invalidParameter(parameter, 'must be UTF-8 in percent encoding (RFC 3986, 2.1)')
    const fault = findInRequest(request, value => typeof value !== 'string' || isKept(value))
    if (fault !== undefined)
      throw invalidParameter(fault, 'must be well-formed Unicode text without the character NUL')
  })
}

/** The first parameter of a query whose octets are no text: the parser of queries would take it as it stands. */
function notDecodable(url: string): string | undefined {
  const at = url.indexOf('?')
  const parts = at < 0 ? [] : url.slice(at + 1).split('&')
  return parts
    .find(part => !isDecodable(part))
    ?.split('=')[0]
    ?.slice(0, 64)
}

function isDecodable(part: string): boolean {
  if (!part.includes('%')) return true
  try {
    decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}
