import { fromHex, toHex } from '@ferraris/bytes'
import type { ChangeableKey, NewMeterKeys } from '@ferraris/client'
import { transaction } from '@ferraris/service'
import type { Pool, PoolClient } from 'pg'
import type { Lease } from '../../collection/leases/lease.ts'
import { assignCounters } from '../../inventory/keys/key-counters.ts'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { management } from '../by-session/management.ts'

type MeterOf = Pick<Lease, 'endDeviceId'>

/** The keys that were staged for a client of a meter, if any. */
export async function stagedKeys(
  db: Pool | PoolClient,
  ring: KeyRing,
  { endDeviceId }: Pick<Lease, 'endDeviceId'>,
  client: number,
): Promise<NewMeterKeys | undefined> {
  const { rows } = await db.query<{ sealed: Buffer }>(
    'select sealed from staged_key where end_device_id = $1 and client = $2',
    [endDeviceId, client],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const texts: Record<string, string> = JSON.parse(Buffer.from(ring.unseal(row.sealed).octets()).toString())
  return Object.fromEntries(Object.entries(texts).map(([name, hex]) => [name, fromHex(hex)]))
}

/** Keeps new keys beside those in force, before anything of them is sent. */
export async function stageKeys(
  pool: Pool,
  ring: KeyRing,
  { endDeviceId }: Pick<Lease, 'endDeviceId'>,
  client: number,
  keys: NewMeterKeys,
  now: number,
): Promise<void> {
  const texts = Object.fromEntries(
    Object.entries(keys).map(([name, key]: [string, Uint8Array]) => [name, toHex(key)]),
  )
  await pool.query(
    `insert into staged_key (end_device_id, client, sealed, staged_at) values ($1, $4, $2, $3)
     on conflict (end_device_id, client) do update set sealed = excluded.sealed, staged_at = excluded.staged_at`,
    [endDeviceId, ring.seal(Buffer.from(JSON.stringify(texts))), new Date(now), client],
  )
}

/** The meter has proven its new keys: they take the place of those in force, with counters of their own. */
export async function commitKeys(
  pool: Pool,
  ring: KeyRing,
  meter: MeterOf,
  of: number,
  now: number,
): Promise<void> {
  await transaction(pool, async client => {
    const keys = await stagedKeys(client, ring, meter, of)
    if (keys === undefined) return
    const wrapped = (name: ChangeableKey) => {
      const key = keys[name]
      return key === undefined ? null : ring.wrap(key)
    }
    await client.query(
      `update end_device_key set wrapped_guek = coalesce($3, wrapped_guek), wrapped_gak = coalesce($4, wrapped_gak)
       where end_device_id = $1 and client = $2`,
      [meter.endDeviceId, of, wrapped('global-unicast-encryption'), wrapped('authentication')],
    )
    if (keys.master !== undefined) await replaceMaster(client, ring, meter, keys.master)
    await client.query('delete from staged_key where end_device_id = $1 and client = $2', [
      meter.endDeviceId,
      of,
    ])
    if (of === management)
      await client.query(
        'update end_device set commissioned_at = coalesce(commissioned_at, $2) where id = $1',
        [meter.endDeviceId, new Date(now)],
      )
    const { rows } = await client.query<{ id: number; serial: string; uri: string }>(
      'select id, serial, uri from end_device where id = $1',
      [meter.endDeviceId],
    )
    await assignCounters(
      client,
      rows.map(({ id, serial, uri }) => ({ id, serial, client: clientIn(uri) })),
    )
  })
}

/** The master key stands with the secrets of each client that has it. */
async function replaceMaster(
  client: PoolClient,
  ring: KeyRing,
  { endDeviceId }: MeterOf,
  master: Uint8Array,
): Promise<void> {
  const { rows } = await client.query<{ client: number; sealed_secrets: Buffer }>(
    'select client, sealed_secrets from end_device_key where end_device_id = $1 and sealed_secrets is not null',
    [endDeviceId],
  )
  for (const { client: address, sealed_secrets } of rows) {
    const secrets = JSON.parse(Buffer.from(ring.unseal(sealed_secrets).octets()).toString())
    if (secrets.kek === undefined) continue
    const sealed = ring.seal(Buffer.from(JSON.stringify({ ...secrets, kek: toHex(master) })))
    await client.query(
      'update end_device_key set sealed_secrets = $3 where end_device_id = $1 and client = $2',
      [endDeviceId, address, sealed],
    )
  }
}

/** The client whose counter a device has: that of its URI, public without one. */
export function clientIn(uri: string): number {
  return Number(/[?&]client=(\d{1,5})/.exec(uri)?.[1] ?? 16)
}
