import { msPerDay } from '@ferraris/metering'
import { invalidParameter, Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { isInForce } from '../consents/in-force.ts'
import { type Scope, scopes } from '../consents/schemas.ts'
import type { Moment } from '../moment.ts'
import { SharingProblem } from '../sharing-problem.ts'
import type { SharedData, SharedRange } from './schemas.ts'

/** Who asks: the role decides whether what is asked for is an own agreement or a consent that is held. */
export interface Asker {
  readonly name: string
  readonly role: string
}

const longestRange = 400
/** Usage points that one asker is told of. */
const mostTold = 1000

interface Row {
  readonly id: string
  readonly customer: string | null
  readonly usage_point: string
  readonly devices: string[]
  readonly scopes: Scope[] | null
  readonly from_day: string
  readonly to_day: string | null
  readonly expires_at: Date | null
}

/**
 * What an asker may see now: a customer the days of its own agreements, a third party what consents in force let it see, an administrator
 * every agreement. Nothing is remembered from one request to the next.
 */
async function entitlements(
  db: Kysely<Tables>,
  moment: Moment,
  { name, role }: Asker,
  id: string | null,
): Promise<SharedData[]> {
  const devices = sql`array(select serial from end_device d where d.usage_point = a.usage_point order by serial)`
  const { rows } =
    role === 'third-party'
      ? await sql<Row>`
          select c.id, null as customer, a.usage_point, ${devices} as devices, c.scopes,
            greatest(a.from_day, c.from_day) as from_day, a.to_day, c.expires_at
          from consent c join customer_agreement a on a.id = c.agreement_id
          where c.third_party = ${name} and ${isInForce(moment)} and (${id}::uuid is null or c.id = ${id}::uuid)
          order by a.usage_point, c.given_at limit ${mostTold}`.execute(db)
      : await sql<Row>`
          select a.id, a.customer, a.usage_point, ${devices} as devices, null::text[] as scopes, a.from_day, a.to_day,
            null::timestamptz as expires_at
          from customer_agreement a
          where (${role} = 'administrator' or a.customer = ${name}) and (${id}::uuid is null or a.id = ${id}::uuid)
          order by a.to_day desc nulls first, a.usage_point limit ${mostTold}`.execute(db)
  return rows.map(row => ({
    id: row.id,
    usagePoint: row.usage_point,
    endDevices: row.devices,
    customer: row.customer,
    scopes: row.scopes ?? [...scopes],
    from: row.from_day,
    to: row.to_day,
    expiresAt: row.expires_at?.toISOString() ?? null,
  }))
}

export function listShared(db: Kysely<Tables>, moment: Moment, asker: Asker): Promise<SharedData[]> {
  return entitlements(db, moment, asker, null)
}

/**
 * The part of a range that the asker may see; undefined when that is nothing. What is not its own, what was revoked and what never was are told
 * alike. Throws Problem, SharingProblem.
 */
export async function sharedRange(
  db: Kysely<Tables>,
  moment: Moment,
  asker: Asker,
  id: string,
  needed: Scope,
  { endDevice, from, to }: SharedRange,
): Promise<{ readonly shared: SharedData; readonly range: SharedRange | undefined }> {
  const [shared] = await entitlements(db, moment, asker, id)
  if (shared === undefined) throw new Problem('not-found', `nothing is shared as ${id}`)
  if (!shared.scopes.includes(needed))
    throw new SharingProblem('scope-missing', `this needs the scope ${needed}`)
  if (!shared.endDevices.includes(endDevice))
    throw invalidParameter('endDevice', `must be one of ${shared.endDevices.join(', ') || 'none'}`)
  const days = (Date.parse(to) - Date.parse(from)) / msPerDay + 1
  if (days < 1) throw invalidParameter('to', `must not be before from (${from})`)
  if (days > longestRange)
    throw invalidParameter(
      'to',
      `must be at most ${longestRange - 1} days after from; ask for parts of the range`,
    )
  const first = from < shared.from ? shared.from : from
  const last = shared.to !== null && to > shared.to ? shared.to : to
  return { shared, range: first > last ? undefined : { endDevice, from: first, to: last } }
}
