import type { FastifyRequest } from 'fastify'

/** Where in a request something stands that is not sound, `keys[0].serial`; undefined if nowhere. Names of members are asked for, too. */
export function findInRequest(
  { params, query, body }: FastifyRequest,
  isSound: (value: unknown) => boolean,
): string | undefined {
  for (const [place, value] of Object.entries({ path: params, query, body })) {
    const fault = findIn(value, place, isSound)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** Not recursive: a body may be deep. */
function findIn(value: unknown, place: string, isSound: (value: unknown) => boolean): string | undefined {
  const open: [path: string, value: unknown][] = [['', value]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, one] = next
    if (!isSound(one)) return path || place
    if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) continue
    for (const [name, member] of Object.entries(one)) {
      if (!isSound(name)) return path || place
      const step = Array.isArray(one) ? `[${name}]` : path === '' ? name : `.${name}`
      open.push([`${path}${step}`, member])
    }
  }
  return undefined
}
