import type { SupplyReading } from '@ferraris/client'
import type { PoolClient } from 'pg'
import { judgeSupply, type SupplyDifference } from './differences.ts'

/** A supply as it was seen in an order. */
export interface SupplySeen {
  readonly control: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly supply: SupplyReading
  /** Whether an order has brought it there: it is what it should be from then on. Else it is compared. */
  readonly isOrdered: boolean
}

interface Known {
  readonly control: string
  readonly id: number
  readonly expected: SupplyReading['controlState'] | null
  readonly expected_at: Date | null
  readonly found_at: Date | null
  readonly differs_since: Date | null
}

interface Row {
  readonly id: number
  readonly expected: string
  readonly expected_at: Date
  readonly found: string
  readonly found_at: Date
  readonly control: string
  readonly output_state: boolean | null
  readonly control_mode: number | null
  readonly load_side_volts: number | null
  readonly differences: readonly SupplyDifference[]
  readonly differs_since: Date | null
}

/**
 * Keeps where supplies stand, within the transaction that says what became of the orders: so the state is right without asking again.
 * What was seen earlier than what is known changes nothing.
 */
export async function noteSupplies(client: PoolClient, seen: readonly SupplySeen[]): Promise<void> {
  if (seen.length === 0) return
  const { rows } = await client.query<Known>(
    `select c.id as control, c.end_device_id as id, s.expected, s.expected_at, s.found_at, s.differs_since
     from end_device_control c left join supply_state s on s.end_device_id = c.end_device_id
     where c.id = any($1::text[]) and c.end_device_id is not null order by c.end_device_id`,
    [seen.map(({ control }) => control)],
  )
  const known = new Map(rows.map(row => [row.control, row]))
  const states = new Map<number, Row>()
  for (const one of seen.toSorted((a, b) => a.at - b.at)) {
    const before = known.get(one.control)
    if (before === undefined || (before.found_at !== null && before.found_at.getTime() > one.at)) continue
    states.set(before.id, stateAfter(one, before, states.get(before.id)))
  }
  await keep(
    client,
    [...states.values()].toSorted((a, b) => a.id - b.id),
  )
}

function stateAfter(
  { control, at, supply, isOrdered }: SupplySeen,
  known: Known,
  earlier: Row | undefined,
): Row {
  const time = new Date(at)
  const before = earlier ?? known
  const taken = isOrdered ? undefined : ((before.expected ?? undefined) as Known['expected'] | undefined)
  const { expected, differences } = judgeSupply(taken ?? undefined, supply)
  return {
    id: known.id,
    expected,
    expected_at: taken === expected && before.expected_at !== null ? before.expected_at : time,
    found: supply.controlState,
    found_at: time,
    control,
    output_state: supply.outputState ?? null,
    control_mode: supply.controlMode ?? null,
    load_side_volts: supply.loadSideVolts ?? null,
    differences,
    differs_since: differences.length === 0 ? null : (before.differs_since ?? time),
  }
}

async function keep(client: PoolClient, states: readonly Row[]): Promise<void> {
  if (states.length === 0) return
  await client.query(
    `insert into supply_state as known (end_device_id, expected, expected_at, found, found_at, control_id, output_state,
       control_mode, load_side_volts, differences, differs_since)
     select id, expected, expected_at, found, found_at, control, output_state, control_mode, load_side_volts,
       array(select jsonb_array_elements_text(differences)), differs_since
     from jsonb_to_recordset($1::jsonb) as given (id bigint, expected text, expected_at timestamptz, found text,
       found_at timestamptz, control text, output_state boolean, control_mode smallint, load_side_volts float8,
       differences jsonb, differs_since timestamptz)
     order by id
     on conflict (end_device_id) do update set expected = excluded.expected, expected_at = excluded.expected_at,
       found = excluded.found, found_at = excluded.found_at, control_id = excluded.control_id,
       output_state = excluded.output_state,
       control_mode = coalesce(excluded.control_mode, known.control_mode),
       load_side_volts = excluded.load_side_volts, differences = excluded.differences,
       differs_since = excluded.differs_since
     where known.found_at <= excluded.found_at`,
    [JSON.stringify(states)],
  )
}
