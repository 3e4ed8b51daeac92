import type { FastifyInstance } from 'fastify'
import { isKept } from '../database/kept-text.ts'
import { invalidParameter } from './problem.ts'

/**
 * Refuses text that no store keeps as it is: half a surrogate pair, which becomes another character on the way to disk, and NUL,
 * which PostgreSQL does not take. Wherever in a request it stands.
 */
export function refuseIllFormedText(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    for (const [place, value] of Object.entries({ path: params, query, body })) {
      const fault = illFormedIn(value, place)
      if (fault !== undefined)
        throw invalidParameter(fault, 'must be well-formed Unicode text without the character NUL')
    }
  })
}

/** Where in a value text is ill-formed, `keys[0].serial`; undefined if nowhere. Not recursive: a body may be deep. */
function illFormedIn(value: unknown, place: string): string | undefined {
  const open: [path: string, value: unknown][] = [['', value]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, one] = next
    if (typeof one === 'string' && !isKept(one)) return path || place
    if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) continue
    for (const [name, member] of Object.entries(one)) {
      if (!isKept(name)) return path || place
      const step = Array.isArray(one) ? `[${name}]` : path === '' ? name : `.${name}`
      open.push([`${path}${step}`, member])
    }
  }
  return undefined
}
