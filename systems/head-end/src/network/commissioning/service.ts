import { msPerMinute } from '@ferraris/metering'
import type { DownMessage } from '@ferraris/uplink'
import type { PoolClient } from 'pg'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { servedBy } from './line-uri.ts'

/** What to send to which concentrator after the commit. */
export interface Decisions {
  /** ACAs to adopt, by concentrator. */
  readonly adopt: Map<string, string[]>
  /** ACAs to release, by concentrator. */
  readonly release: Map<string, string[]>
}

interface HeardMeter {
  readonly aca: string
  readonly neighbour_state: 'new' | 'adopted' | 'silent' | 'foreign'
  readonly meter_state: 'new' | 'accepted' | 'refused'
  readonly has_keys: boolean
  readonly end_device_id: number | null
  readonly owner: string | null
  /** Its own concentrator while it is on loan. */
  readonly loan_from: string | null
  /** Whether the owner is out of service for longer than a pause. */
  readonly owner_dead: boolean
  /** Whether the owner reports that it cannot reach the meter. */
  readonly owner_silent: boolean
  readonly automatic: boolean
}

/** A concentrator that is away for less may only have lost its way to us: it goes on reading meanwhile. */
export const orphanedAfter = 15 * msPerMinute

/**
 * Decides which of the meters that a concentrator hears it serves: an expected new meter is adopted; one served by
 * another stays there, unless that one has lost it; one not accepted is released. Meters of a dead concentrator are on
 * loan until it is back and hears them. Each meter has one concentrator at a time, and the rows of the meters are
 * locked, so that two concentrators that claim one at once get one decision.
 */
export async function decideService(
  client: PoolClient,
  concentrator: string,
  now: number,
): Promise<Decisions> {
  const decisions: Decisions = { adopt: new Map(), release: new Map() }
  const { rows } = await client.query<HeardMeter>(
    `select m.aca, n.state as neighbour_state, m.state as meter_state, m.wrapped_k1 is not null as has_keys,
       m.end_device_id, m.concentrator as owner, m.loan_from, here.automatic,
       coalesce(o.state in ('lost', 'closed') and o.state_since <= $2, false) as owner_dead,
       exists (select from line_neighbour x where x.concentrator = m.concentrator and x.aca = m.aca
         and x.valid_to is null and x.state = 'silent') as owner_silent
     from line_neighbour n
     join concentrator here on here.id = n.concentrator
     join line_meter m on m.aca = n.aca
     left join concentrator o on o.id = m.concentrator
     where n.concentrator = $1 and n.valid_to is null
     order by m.aca for update of m`,
    [concentrator, new Date(now - orphanedAfter)],
  )
  for (const row of rows) await decide(client, concentrator, row, now, decisions)
  return decisions
}

async function decide(
  client: PoolClient,
  concentrator: string,
  row: HeardMeter,
  now: number,
  { adopt, release }: Decisions,
): Promise<void> {
  const { aca, owner, neighbour_state: state, end_device_id: device } = row
  const servable = row.has_keys && device !== null && row.meter_state !== 'refused'
  const wanted = servable && (row.meter_state === 'accepted' || row.automatic)
  const holds = state === 'adopted' || state === 'silent'
  if (!wanted) {
    if (holds) add(release, concentrator, aca)
  } else if (owner === concentrator) {
    // It has forgotten, or has never heard of it.
    if (!holds) add(adopt, concentrator, aca)
  } else if (state !== 'silent' && mayHave(row, concentrator)) {
    const lender = row.owner_dead && row.loan_from !== concentrator ? (row.loan_from ?? owner) : null
    await assign(client, aca, concentrator, now, lender)
    if (owner !== null) add(release, owner, aca)
    if (!holds) add(adopt, concentrator, aca)
  } else if (holds) {
    add(release, concentrator, aca)
  }
}

function mayHave({ owner, loan_from, owner_dead, owner_silent }: HeardMeter, concentrator: string): boolean {
  return owner === null || loan_from === concentrator || owner_dead || owner_silent
}

/** Makes a concentrator the one that serves a meter, from now on; on loan from `lender`, if that one is dead. */
export async function assign(
  client: PoolClient,
  aca: string,
  concentrator: string,
  now: number,
  lender: string | null = null,
): Promise<void> {
  const at = new Date(now)
  // A meter that is new to all lines has been on this one before it was adopted: balances of earlier days were without it.
  await client.query(
    `delete from energy_balance where concentrator = $2 and not exists (select from line_service where aca = $1)`,
    [aca, concentrator],
  )
  await client.query('update line_service set valid_to = $2 where aca = $1 and valid_to is null', [aca, at])
  await client.query(
    `insert into line_service (aca, concentrator, valid_from) values ($1, $2, $3)
     on conflict (aca, concentrator, valid_from) do update set valid_to = null`,
    [aca, concentrator, at],
  )
  const { rows } = await client.query<{ end_device_id: number; uri: string }>(
    `update line_meter m
     set concentrator = $2, loan_from = $4, state = 'accepted', decided_at = coalesce(m.decided_at, $3)
     from end_device d where m.aca = $1 and d.id = m.end_device_id
     returning m.end_device_id, d.uri`,
    [aca, concentrator, at, lender],
  )
  for (const { end_device_id, uri } of rows) {
    await client.query('update end_device set uri = $2 where id = $1', [
      end_device_id,
      servedBy(uri, concentrator),
    ])
  }
}

type Adoption = Extract<DownMessage, { readonly kind: 'adopt' }>['meters'][number]

/** Meters to adopt, keys included. They leave this function for a concentrator only. */
export async function adoptions(
  client: Pick<PoolClient, 'query'>,
  ring: KeyRing,
  concentrator: string,
  acas: readonly string[],
): Promise<Adoption[]> {
  const { rows } = await client.query<{
    aca: string
    serial: string
    mode: 'hardened' | 'faithful'
    loan_from: string | null
    is_balance_meter: boolean
    wrapped_k1: Buffer
    wrapped_k2: Buffer
  }>(
    `select m.aca, d.serial, m.mode, m.loan_from, m.wrapped_k1, m.wrapped_k2,
       m.aca is not distinct from c.balance_aca as is_balance_meter
     from line_meter m join end_device d on d.id = m.end_device_id join concentrator c on c.id = $1
     where m.aca = any($2::text[]) and m.wrapped_k1 is not null and m.wrapped_k2 is not null`,
    [concentrator, acas],
  )
  const hex = (wrapped: Buffer) => Buffer.from(ring.unwrap(wrapped).octets()).toString('hex')
  return rows.map(row => ({
    aca: row.aca,
    serial: row.serial,
    k1: hex(row.wrapped_k1),
    k2: hex(row.wrapped_k2),
    ...(row.mode === 'faithful' && { mode: row.mode }),
    ...(row.is_balance_meter && { substation: true }),
    ...(row.loan_from !== null && { onLoanFrom: row.loan_from }),
  }))
}

function add(map: Map<string, string[]>, concentrator: string, aca: string): void {
  const list = map.get(concentrator)
  if (list === undefined) map.set(concentrator, [aca])
  else list.push(aca)
}
