import { zone } from '@ferraris/cosem'
import { secondsPerQuarter } from '@ferraris/metering'
import type { CustomerDevice } from '../customer-device.ts'
import { dayOf } from '../energy/day.ts'
import { counterTable } from '../view/counter-table.ts'
import { stateSchema } from '../view/schema.ts'
import { LocalError } from './local-error.ts'
import type { Pairings } from './pairings.ts'

export interface LocalRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** JSON, undefined without a body. */
  readonly body: unknown
}

/** What routes work on. */
export interface LocalContext {
  readonly device: CustomerDevice
  readonly pairings: Pairings
  /** Frames as they came last, by meter and number. */
  readonly frames: () => readonly object[]
}

type Handler = (context: LocalContext, request: LocalRequest, parameter: string) => unknown

/** Everything that a paired program may ask; answers are JSON. `:` stands for one part of the path. */
const routes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  ['GET', '/api/v1/state', ({ device }) => device.view()],
  ['GET', '/api/v1/schema.json', () => stateSchema],
  ['GET', '/api/v1/frames', ({ frames }) => ({ items: frames() })],
  ['GET', '/api/v1/counters', ({ device }) => countersOf(device)],
  ['GET', '/api/v1/quarters', ({ device }, { query }) => quartersOf(device, query)],
  ['GET', '/api/v1/reception', ({ device }) => device.state.reception],
  ['POST', '/api/v1/messages/:/read', ({ device }, _, id) => device.markRead(id) ?? null],
  [
    'GET',
    '/api/v1/pairings',
    ({ pairings }) => ({ items: pairings.all.map(({ digest: _, ...pairing }) => pairing) }),
  ],
  ['POST', '/api/v1/pairing-codes', ({ pairings }) => pairings.offer()],
  ['DELETE', '/api/v1/pairings/:', ({ pairings }, _, id) => removed(pairings, id)],
]

/** The answer to a request of a paired client. Throws LocalError. */
export function answerLocal(context: LocalContext, request: LocalRequest): unknown {
  for (const [method, pattern, handler] of routes) {
    if (method !== request.method) continue
    const parameter = parameterIn(pattern, request.path)
    if (parameter !== undefined) return handler(context, request, parameter)
  }
  throw new LocalError('not-found', `${request.method} ${request.path}`)
}

/** The part of a path that a pattern leaves open, empty where it leaves none; undefined where they differ. */
function parameterIn(pattern: string, path: string): string | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  let parameter = ''
  for (const [i, part] of wanted.entries()) {
    if (part === ':') parameter = decoded(given[i] ?? '')
    else if (part !== given[i]) return undefined
  }
  return parameter
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new LocalError('bad-request', 'the address cannot be read')
  }
}

function removed(pairings: Pairings, id: string): null {
  if (!pairings.remove(id)) throw new LocalError('not-found', `pairing ${id}`)
  return null
}

function countersOf({ state }: CustomerDevice): object {
  const { id, address, firmware } = state.settings
  return { device: { id, address, firmware }, items: counterTable(state) }
}

/** Quarters of a day: `?day=2026-11-30&meter=M1`. */
function quartersOf({ state }: CustomerDevice, query: URLSearchParams): object {
  const day = query.get('day') ?? ''
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
    throw new LocalError('bad-request', 'day: write YYYY-MM-DD')
  const role = query.get('meter') ?? 'M1'
  const meter = state.meters.find(each => each.role === role)
  if (meter === undefined) throw new LocalError('not-found', `meter ${role}`)
  const { imported, exported } = dayOf(meter.days, day)
  const start = zone(state.settings.timeZone).startOfDay(day)
  return {
    meter: role,
    day,
    start,
    intervalSeconds: secondsPerQuarter,
    imported: imported?.wh ?? null,
    exported: exported?.wh ?? null,
  }
}
