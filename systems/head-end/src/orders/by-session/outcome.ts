import type { SupplyReading } from '@ferraris/client'
import type { PoolClient } from 'pg'
import type { Cause } from '../record/causes.ts'
import type { ControlStep } from '../record/schemas.ts'
import { finalStates } from '../record/states.ts'
import { keepSigned, type Place } from '../signed/signed-apdus.ts'
import { noteSupplies } from '../supply/note.ts'
import { keepDescriptorsFound } from './descriptors-found.ts'
import type { KeptFrame } from './frames.ts'

/** How a session ended for one of its orders. */
export interface OrderOutcome {
  readonly id: string
  /** The lease under which it was carried out; if that has passed to another worker, this changes nothing. */
  readonly owner: string
  /** Epoch milliseconds. */
  readonly at: number
  /** `queued` where it is to be tried again. */
  readonly state: 'queued' | 'verified' | 'done' | 'refused' | 'failed' | 'cancelled'
  readonly cause: Cause | null
  readonly detail: string | null
  readonly steps: readonly ControlStep[]
  readonly result: { readonly kind: string; readonly time: string } | null
  /** Where the supply switch stands after it, and whether it was brought there. */
  readonly supply?: { readonly reading: SupplyReading; readonly isOrdered: boolean } | undefined
  /** When the session could speak to the meter. */
  readonly sentAt: number | undefined
  /** When it is due again, where it is queued. */
  readonly nextAttemptAt: number | undefined
  /** Whether the meter was asked: an attempt that was none does not count. */
  readonly isAttempt: boolean
  /** What went over the wire. */
  readonly frames?: { readonly uri: string; readonly kept: readonly KeptFrame[] } | undefined
  /** Requests as they were signed for the meter. */
  readonly signed: readonly Place[]
}

/** Characters of a detail that are kept. */
const longestDetail = 1000

/**
 * Writes the outcomes of sessions, within the transaction that stores what these brought. One that was to be cancelled meanwhile, and is
 * not done, is cancelled.
 */
export async function settleOrders(client: PoolClient, outcomes: readonly OrderOutcome[]): Promise<void> {
  if (outcomes.length === 0) return
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
  const rows = outcomes.map(outcome => ({
    id: outcome.id,
    owner: outcome.owner,
    at: time(outcome.at),
    state: outcome.state,
    settled: finalStates.includes(outcome.state),
    cause: outcome.cause,
    detail: outcome.detail?.slice(0, longestDetail) ?? null,
    steps: outcome.steps.length === 0 ? null : outcome.steps,
    result: outcome.result,
    sent_at: time(outcome.sentAt),
    next_attempt_at: time(outcome.nextAttemptAt),
    is_attempt: outcome.isAttempt,
    uri: outcome.frames?.uri,
    frames: outcome.frames?.kept,
  }))
  await client.query({
    name: 'settle-orders',
    text: `
      with given as (
        select * from jsonb_to_recordset($1::jsonb) as given (id text, owner uuid, at timestamptz, state text,
          settled boolean, cause text, detail text, steps jsonb, result jsonb, sent_at timestamptz,
          next_attempt_at timestamptz, is_attempt boolean, uri text, frames jsonb)
      ), settled as (
        update end_device_control c
        set state = case when given.settled or c.cancel_requested_at is null then given.state else 'cancelled' end,
          settled = given.settled or c.cancel_requested_at is not null,
          cause = case when given.settled or c.cancel_requested_at is null then given.cause else 'cancelled' end,
          detail = given.detail, steps = coalesce(given.steps, c.steps), result = given.result,
          attempts = c.attempts - case when given.is_attempt then 0 else 1 end,
          sent_at = coalesce(c.sent_at, given.sent_at),
          confirmed_at = case when given.state in ('done', 'verified') then given.at end,
          verified_at = case when given.state = 'verified' then given.at end,
          next_attempt_at = coalesce(given.next_attempt_at, c.next_attempt_at),
          lease_owner = null, lease_until = null, changed_at = given.at
        from given where c.id = given.id and c.lease_owner = given.owner and not c.settled
        returning c.id, given.at, c.state, c.attempts, c.detail, given.uri, given.frames
      ), kept as (
        insert into end_device_control_frames (control_id, attempt, at, uri, frames)
        select id, attempts, at, uri, frames from settled where frames is not null on conflict do nothing
      )
      insert into end_device_control_report (control_id, at, state, attempts, detail)
      select id, at, state, attempts, detail from settled on conflict do nothing`,
    values: [JSON.stringify(rows)],
  })
  await keepSigned(client, outcomes)
  await keepDescriptorsFound(client, outcomes)
  await noteSupplies(
    client,
    outcomes.flatMap(({ id, at, supply }) =>
      supply === undefined ? [] : { control: id, at, supply: supply.reading, isOrdered: supply.isOrdered },
    ),
  )
}
