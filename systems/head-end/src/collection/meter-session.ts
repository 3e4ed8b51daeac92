import { decodeData, type Obis } from '@ferraris/cosem'
import { type AttributeRequest, DlmsError, type GetDataResult, supports } from '@ferraris/dlms'
import type { ClientSettings, CounterRange } from '@ferraris/dlms/client'
import { DlmsSession, type Frame, type TunnelGate } from '@ferraris/transport'
import { associationSettings, limitsOf } from './association-settings.ts'
import { attributes, counterNames } from './attributes.ts'
import { SessionError } from './failure.ts'
import type { Lease } from './queue.ts'
import { type Reach, reachOf } from './reach.ts'

export interface SessionTerms {
  /** How long the connection and each answer may take, milliseconds. */
  readonly timeout: number
  /** Our name towards meters, 8 octets: with the invocation counter it makes each nonce, so it is this store's alone. */
  readonly systemTitle: Uint8Array
  /** Sets more counters aside, when the meter has seen those of the lease already. */
  reserveCounters(atLeast: number): Promise<CounterRange>
  readonly onFrame?: (frame: Frame) => void
  readonly signal?: AbortSignal
  /** Where concentrators have called, for meters on power lines. */
  readonly gate?: TunnelGate | undefined
}

/** An association with a leased meter that answers. */
export interface MeterSession {
  /** Our address there. */
  readonly client: number
  readonly systemTitle: Uint8Array | undefined
  /** Reads attributes in as few round trips as the meter allows; results in the order of the requests. */
  get(requests: readonly AttributeRequest[]): Promise<GetDataResult[]>
  release(): Promise<void>
  /** Resolves when the way to the meter is free for others. */
  close(): Promise<void>
}

const publicClient = 16

/** So near to the end that only a mistake, or somebody who wants to lock us out, can have named it. */
const suspiciousCounter = 0xf000_0000

/**
 * Associates with the meter of a lease as its URI says. A meter that has seen our counters is asked once, through its
 * public association, which one it expects. Throws TransportError, DlmsError, MeterUriError, SessionError.
 */
export async function openMeter(lease: Lease, terms: SessionTerms): Promise<MeterSession> {
  const reach = reachOf(lease.uri, terms.gate)
  const settings = settingsOf(reach, lease, terms)
  const counters = settings.security === undefined ? undefined : lease.counters
  try {
    return sessionOf(await open(reach, reach.client, settings, terms, counters), reach, terms)
  } catch (error) {
    if (!(error instanceof DlmsError) || error.code !== 'counter-refused') throw error
    // The exception is not authenticated, anybody may have sent it: the meter's own object is asked.
    const seen = await counterSeen(reach, terms)
    const fresh = await terms.reserveCounters(seen + 1)
    return sessionOf(await open(reach, reach.client, settings, terms, fresh), reach, terms)
  }
}

function settingsOf(reach: Reach, { serial, keys }: Lease, { systemTitle }: SessionTerms): ClientSettings {
  const { client, maxApdu } = reach
  if (reach.auth === 'none') return { authentication: { mechanism: 'none' }, ...limitsOf(reach, maxApdu) }
  const own = keys.get(client)
  if (own !== undefined) return associationSettings(reach, own, { systemTitle, maxApdu })
  throw new SessionError('inventory', `no keys of ${serial} for client ${client}; enrol it again with them`)
}

async function open(
  reach: Reach,
  client: number,
  settings: ClientSettings,
  terms: SessionTerms,
  counters?: CounterRange,
): Promise<DlmsSession> {
  const { onFrame, signal } = terms
  const timeout = Math.max(terms.timeout, reach.patience)
  try {
    const link = await reach.open(client, { timeout, onFrame, signal })
    return await DlmsSession.open(link, { settings, counters, timeout, signal })
  } catch (error) {
    if (signal?.aborted) throw new SessionError('session', 'cut off before the meter had answered')
    throw error
  }
}

function sessionOf(session: DlmsSession, { client }: Reach, { signal }: SessionTerms): MeterSession {
  const close = () => void session.close()
  if (signal?.aborted) close()
  signal?.addEventListener('abort', close, { once: true })
  const { conformance: agreed, systemTitle, maxReceivePduSize } = session.server
  const together = supports(agreed, 'multiple-references')
  // What ciphering and the request's own head take of an APDU.
  const room = (maxReceivePduSize || 0xffff) - 64
  return {
    client,
    systemTitle,
    async get(requests) {
      const results: GetDataResult[] = []
      for (const some of together ? listsWithin(requests, room) : requests.map(one => [one])) {
        results.push(...(await session.get(...some)))
      }
      return results
    },
    async release() {
      signal?.removeEventListener('abort', close)
      await session.release()
    },
    close() {
      signal?.removeEventListener('abort', close)
      return session.close()
    },
  }
}

/** The same session with a meter that cannot be asked lists. */
export function oneByOne(session: MeterSession): MeterSession {
  return {
    ...session,
    async get(requests) {
      const results: GetDataResult[] = []
      for (const request of requests) results.push(...(await session.get([request])))
      return results
    },
  }
}

/** Octets of an attribute descriptor in a list, and of a range as its selection. */
const descriptorLength = 10
const selectionLength = 64

/** Cuts requests into lists that fit into an APDU. */
function listsWithin(requests: readonly AttributeRequest[], room: number): AttributeRequest[][] {
  const lists: AttributeRequest[][] = []
  let left = 0
  for (const request of requests) {
    const length = descriptorLength + (request.selection === undefined ? 0 : selectionLength)
    if (lists.length === 0 || length > left) {
      lists.push([])
      left = room
    }
    lists.at(-1)!.push(request)
    left -= length
  }
  return lists
}

/** The highest counter the meter has accepted from us, as it tells everybody. */
async function counterSeen(reach: Reach, terms: SessionTerms): Promise<number> {
  const settings: ClientSettings = {
    authentication: { mechanism: 'none' },
    ...limitsOf(reach, reach.maxApdu),
  }
  const session = await open(reach, publicClient, settings, terms)
  try {
    for (const name of counterNames(reach.client)) {
      const [result] = await session.get(attributes.data(name as Obis))
      if (result?.kind !== 'data') continue
      const { type, value } = decodeData(result.data)
      if (type !== 'double-long-unsigned') continue
      if (value >= suspiciousCounter) {
        throw new SessionError(
          'application',
          `the meter claims to have seen counter ${value} of client ${reach.client}, nearly the last one; check who answers there, or give it new keys`,
        )
      }
      return value
    }
  } finally {
    await session.close()
  }
  throw new SessionError(
    'application',
    `the meter refused our invocation counter and does not tell the one it has seen of client ${reach.client}`,
  )
}
