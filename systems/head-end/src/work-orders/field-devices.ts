import type { FieldDeviceKeys } from '@ferraris/work-order'
import { publicKeyOf } from '@ferraris/work-order'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { KnownFieldDevice } from './field-device-schemas.ts'

/**
 * Field devices by name. Orders carry keys of meters sealed to a field device: so each is registered, by an operator for example,
 * and approved by an administrator who has seen its keys, before it is given any.
 */
export async function listFieldDevices(db: Kysely<Tables>): Promise<KnownFieldDevice[]> {
  const rows = await db.selectFrom('field_device').selectAll().orderBy('name').execute()
  return rows.map(row => ({
    name: row.name,
    sealing: row.sealing,
    signing: row.signing,
    state: row.approved_at === null ? 'waiting' : 'approved',
    registeredAt: row.registered_at.toISOString(),
    registeredBy: row.registered_by,
    approvedAt: row.approved_at?.toISOString() ?? null,
    approvedBy: row.approved_by,
  }))
}

/** False when the name is taken, or the keys are another device's. Throws WorkOrderError for keys that are none. */
export async function registerFieldDevice(
  db: Kysely<Tables>,
  { name, sealing, signing }: FieldDeviceKeys & { readonly name: string },
  by: string,
  now: number,
): Promise<boolean> {
  publicKeyOf('X25519', sealing)
  publicKeyOf('Ed25519', signing)
  const row = await db
    .insertInto('field_device')
    .values({ name, sealing, signing, registered_at: new Date(now), registered_by: by })
    .onConflict(conflict => conflict.doNothing())
    .returning('name')
    .executeTakeFirst()
  return row !== undefined
}

/** False when there is none. */
export async function approveFieldDevice(
  db: Kysely<Tables>,
  name: string,
  by: string,
  now: number,
): Promise<boolean> {
  const row = await db
    .updateTable('field_device')
    .set({ approved_at: new Date(now), approved_by: by })
    .where('name', '=', name)
    .returning('name')
    .executeTakeFirst()
  return row !== undefined
}

/** It is given no more orders; those that it has stay valid until they end. False when there is none. */
export async function removeFieldDevice(db: Kysely<Tables>, name: string): Promise<boolean> {
  const deleted = await db.deleteFrom('field_device').where('name', '=', name).executeTakeFirst()
  return deleted.numDeletedRows === 1n
}

/** Whether both keys are those of one device that is approved. */
export async function isApproved(
  db: Kysely<Tables>,
  { sealing, signing }: FieldDeviceKeys,
): Promise<boolean> {
  const row = await db
    .selectFrom('field_device')
    .select('name')
    .where('sealing', '=', sealing)
    .where('signing', '=', signing)
    .where('approved_at', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The keys of a field device that is approved. */
export async function approvedFieldDevice(
  db: Kysely<Tables>,
  name: string,
): Promise<FieldDeviceKeys | undefined> {
  return await db
    .selectFrom('field_device')
    .select(['sealing', 'signing'])
    .where('name', '=', name)
    .where('approved_at', 'is not', null)
    .executeTakeFirst()
}
