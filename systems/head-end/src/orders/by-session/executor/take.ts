import { transaction } from '@ferraris/service'
import type { Pool, PoolClient } from 'pg'
import type { Lease } from '../../../collection/leases/lease.ts'
import { leaseThese, type Wanted } from '../../../collection/leases/take.ts'
import type { KeyRing } from '../../../inventory/keys/key-ring.ts'
import { management } from '../management.ts'

/** An order that is ours to carry out, in the order in which they were asked for. */
export interface TakenOrder {
  readonly id: string
  readonly endDeviceId: number
  readonly kind: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly subject: string | null
  /** This one counted. */
  readonly attempts: number
  readonly mostAttempts: number
  readonly createdAt: Date
  /** Whether a later order has set the same thing already. */
  readonly isOvertaken: boolean
}

/** A meter that is leased, and its orders, the oldest first. */
export interface MeterOrders {
  readonly lease: Lease
  readonly orders: readonly TakenOrder[]
  /** The concentrator through whose tunnel the meter is reached. */
  readonly concentrator: string | undefined
}

export interface TakeTerms {
  /** Names this worker; a UUID made at its start. */
  readonly owner: string
  /** Epoch milliseconds. */
  readonly now: number
  readonly leaseSeconds: number
  /** Invocation counters for a session. */
  readonly counters: number
  /** Most orders. */
  readonly limit: number
  /** Least urgent rank that is taken. */
  readonly upToRank: number
  /** Whether a session through this concentrator's tunnel can be begun now. */
  canReach(concentrator: string): boolean
}

/** A meter in another session is asked for again so soon: such a session ends within a blink. */
const busyMs = 1000
/** The tunnel of a concentrator that is away is looked at again so soon. */
const awayMs = 20_000

interface Due {
  readonly id: string
  readonly end_device_id: number
  readonly kind: string
  readonly aca: string | null
  readonly concentrator: string | null
}

/**
 * Takes orders that are due, the most urgent first, together with their meters. What is due for the same meter at the same time, and
 * what sets the same thing, comes along: it goes in one session. Orders whose meters cannot be reached, or are in another session,
 * are due again a little later. Workers at the same time never take the same order or meter.
 */
export async function takeOrders(pool: Pool, ring: KeyRing, terms: TakeTerms): Promise<MeterOrders[]> {
  return await transaction(pool, async client => {
    const due = await dueOrders(client, terms)
    if (due.length === 0) return []
    const through = new Map(due.map(order => [order.end_device_id, order.concentrator ?? undefined]))
    const [near, away] = parted(due, terms)
    await putOff(client, away, terms.now + awayMs)
    const leases = await leaseThese(client, ring, { ...terms, devices: wantedOf(near) })
    const leased = new Map(leases.map(lease => [lease.endDeviceId, lease]))
    await putOff(
      client,
      near.filter(({ end_device_id }) => !leased.has(end_device_id)),
      terms.now + busyMs,
    )
    const taken = Map.groupBy(await lease(client, [...leased.keys()], terms), order => order.endDeviceId)
    return leases.map(lease => ({
      lease,
      orders: taken.get(lease.endDeviceId) ?? [],
      concentrator: through.get(lease.endDeviceId),
    }))
  })
}

async function dueOrders(client: PoolClient, { now, limit, upToRank }: TakeTerms): Promise<Due[]> {
  const due: Due[] = []
  for (let rank = 0; rank <= upToRank && due.length < limit; rank++) {
    const { rows } = await client.query<Due>({
      name: 'due-orders',
      text: `
        select o.id, o.end_device_id, o.kind, m.aca, m.concentrator
        from end_device_control o left join line_meter m on m.end_device_id = o.end_device_id
        where o.way = 'session' and not o.settled and o.released and o.rank = $1 and o.next_attempt_at <= $2
          and o.expires_at > $2 and o.cancel_requested_at is null and o.end_device_id is not null
          and coalesce(o.release_ends_at > $2, true)
        order by o.next_attempt_at, o.ordinal limit $3 for update of o skip locked`,
      values: [rank, new Date(now), limit - due.length],
    })
    due.push(...rows)
  }
  return due
}

/** Those whose meters can be called now, and the others. */
function parted(due: readonly Due[], { canReach }: TakeTerms): [Due[], Due[]] {
  const near = new Set<number>()
  for (const [id, [order]] of Map.groupBy(due, order => order.end_device_id)) {
    if (order === undefined) continue
    const { aca, concentrator } = order
    if (aca === null || (concentrator !== null && canReach(concentrator))) near.add(id)
  }
  return [
    due.filter(order => near.has(order.end_device_id)),
    due.filter(order => !near.has(order.end_device_id)),
  ]
}

/** Each meter once. */
function wantedOf(due: readonly Due[]): Wanted[] {
  const ids = new Set(due.map(order => order.end_device_id))
  return [...ids].map(endDeviceId => ({ endDeviceId, client: management }))
}

async function putOff(client: PoolClient, orders: readonly Due[], until: number): Promise<void> {
  if (orders.length === 0) return
  await client.query('update end_device_control set next_attempt_at = $2 where id = any($1::text[])', [
    orders.map(({ id }) => id),
    new Date(until),
  ])
}

/** Leases what is due of these meters, and what sets the same as that. */
async function lease(
  client: PoolClient,
  endDeviceIds: readonly number[],
  { owner, now, leaseSeconds }: TakeTerms,
): Promise<TakenOrder[]> {
  if (endDeviceIds.length === 0) return []
  const { rows } = await client.query<TakenOrder>({
    name: 'lease-orders',
    text: `
      with open as materialized (
        select o.id, o.end_device_id, o.subject, o.next_attempt_at <= $2 as is_due,
          o.subject is not null and exists (
            select from end_device_control later
            where later.end_device_id = o.end_device_id and later.subject = o.subject and later.ordinal > o.ordinal
              and later.state in ('done', 'verified') and coalesce(o.not_before, o.created_at) <= later.created_at
          ) as is_overtaken
        from end_device_control o
        where o.end_device_id = any($1::bigint[]) and o.way = 'session' and not o.settled and o.released
          and coalesce(o.lease_until <= $2, true) and coalesce(o.not_before <= $2, true)
          and o.expires_at > $2 and o.cancel_requested_at is null and coalesce(o.release_ends_at > $2, true)
        for update skip locked
      ), mine as (
        select id, is_overtaken from open where is_due or exists (select from open other
          where other.is_due and other.end_device_id = open.end_device_id and other.subject = open.subject)
      )
      update end_device_control o
      set state = 'running', attempts = o.attempts + 1, lease_owner = $3, lease_until = $4, next_attempt_at = $4,
        changed_at = $2
      from mine where o.id = mine.id
      returning o.id, o.end_device_id as "endDeviceId", o.kind, o.parameters, o.subject, o.attempts,
        o.most_attempts as "mostAttempts", o.ordinal, o.created_at as "createdAt", mine.is_overtaken as "isOvertaken"`,
    values: [endDeviceIds, new Date(now), owner, new Date(now + 1000 * leaseSeconds)],
  })
  return (rows as (TakenOrder & { readonly ordinal: number })[]).toSorted((a, b) => a.ordinal - b.ordinal)
}
