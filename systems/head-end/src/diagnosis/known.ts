import { type Kysely, sql } from 'kysely'
import { endDeviceBySerial } from '../inventory/queries.ts'
import type { Tables } from '../tables.ts'
import type { Diagnosis } from './schemas.ts'

/** What the store holds of a meter that helps to judge it; undefined if there is none with this serial number. */
export async function knownOf(
  db: Kysely<Tables>,
  serial: string,
  now: number,
): Promise<
  { readonly id: number; readonly eventProfile: string; readonly known: Diagnosis['known'] } | undefined
> {
  const device = await endDeviceBySerial(db, serial, now)
  if (device === undefined) return undefined
  const { rows } = await sql<{
    id: number
    clients: number[]
    staged: boolean
    orders: number
    line: Diagnosis['known']['line']
  }>`
    select d.id,
      array(select client from end_device_key k where k.end_device_id = d.id order by client) as clients,
      exists (select from staged_key s where s.end_device_id = d.id) as staged,
      (select count(*) from end_device_control c where c.end_device_id = d.id and not c.settled)::integer as orders,
      (select jsonb_build_object('concentrator', m.concentrator, 'hops', cardinality(n.route),
          'success', n.success, 'snr', n.snr, 'signal', n.signal)
        from line_meter m
        left join line_neighbour n on n.aca = m.aca and n.concentrator = m.concentrator and n.valid_to is null
        where m.end_device_id = d.id limit 1) as line
    from end_device d where d.serial = ${serial}`.execute(db)
  const [row] = rows
  if (row === undefined) return undefined
  const { state, lastContact, lastError, model, registers, eventProfile } = device
  return {
    id: row.id,
    eventProfile,
    known: {
      state,
      lastContact,
      lastError,
      model,
      clients: row.clients,
      stagedKeys: row.staged,
      line: row.line,
      registers: registers.map(({ obis, name, value, unit, time }) => ({ obis, name, value, unit, time })),
      openOrders: row.orders,
    },
  }
}
