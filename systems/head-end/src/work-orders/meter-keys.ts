import { toHex } from '@ferraris/bytes'
import type { Kysely } from 'kysely'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import { management } from '../orders/by-session/management.ts'
import type { Tables } from '../tables.ts'

/**
 * A meter's keys as a key ring of the command line. For work that only reads, those that write stay here, where there are
 * others. Undefined for a meter without keys here.
 */
export async function keyRingOf(
  db: Kysely<Tables>,
  ring: KeyRing,
  { id, serial }: { id: number; serial: string },
  readsOnly: boolean,
): Promise<string | undefined> {
  const hex = (wrapped: Buffer | null) =>
    wrapped === null ? undefined : toHex(ring.unwrap(wrapped).octets())
  const clients = await db
    .selectFrom('end_device_key')
    .select(['client', 'wrapped_guek', 'wrapped_gak', 'sealed_secrets'])
    .where('end_device_id', '=', id)
    .orderBy('client')
    .execute()
  const readers = clients.filter(({ client }) => client !== management)
  const entries: object[] = (readsOnly && readers.length > 0 ? readers : clients).map(
    ({ client, wrapped_guek, wrapped_gak, sealed_secrets }) => ({
      device: serial,
      client,
      guek: hex(wrapped_guek),
      gak: hex(wrapped_gak),
      ...(sealed_secrets && JSON.parse(Buffer.from(ring.unseal(sealed_secrets).octets()).toString())),
    }),
  )
  const line = await db
    .selectFrom('line_meter')
    .select(['wrapped_k1', 'wrapped_k2'])
    .where('end_device_id', '=', id)
    .executeTakeFirst()
  const k2 = hex(line?.wrapped_k2 ?? null)
  if (k2 !== undefined)
    entries.push({ device: serial, k1: readsOnly ? undefined : hex(line?.wrapped_k1 ?? null), k2 })
  return entries.length === 0 ? undefined : JSON.stringify(entries)
}
