import { createPublicKey, type KeyObject } from 'node:crypto'
import { invalidParameter, Problem } from '@ferraris/service'
import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { NewVendorKey, VendorKey } from '../schemas.ts'
import type { FileTables } from '../tables.ts'
import { algorithmOf } from './signed-text.ts'

function vendorKeyOf(row: Selectable<FileTables['vendor_key']>): VendorKey {
  return {
    name: row.name,
    vendor: row.vendor,
    algorithm: row.algorithm,
    publicKey: row.public_key,
    registeredAt: row.registered_at.toISOString(),
    registeredBy: row.registered_by,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedBy: row.revoked_by,
  }
}

/** Keys by name; those of one vendor only, where it is given. */
export async function listVendorKeys(db: Kysely<Tables>, vendor: string | undefined): Promise<VendorKey[]> {
  let keys = db.selectFrom('vendor_key').selectAll().orderBy('name')
  if (vendor !== undefined) keys = keys.where('vendor', '=', vendor)
  return (await keys.execute()).map(vendorKeyOf)
}

export async function vendorKeyByName(db: Kysely<Tables>, name: string): Promise<VendorKey | undefined> {
  const row = await db.selectFrom('vendor_key').selectAll().where('name', '=', name).executeTakeFirst()
  return row && vendorKeyOf(row)
}

/** Registers a public key. Throws Problem for one that is none, or that is here. */
export async function registerVendorKey(
  db: Kysely<Tables>,
  { name, vendor, publicKey }: NewVendorKey,
  by: string,
  now: number,
): Promise<VendorKey> {
  const key = publicKeyOf(publicKey)
  const algorithm = algorithmOf(key)
  if (algorithm === undefined) throw invalidParameter('publicKey', 'must be Ed25519, or ECDSA on P-256')
  const row = await db
    .insertInto('vendor_key')
    .values({
      name,
      vendor,
      algorithm,
      public_key: key.export({ type: 'spki', format: 'pem' }).toString(),
      registered_at: new Date(now),
      registered_by: by,
    })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw new Problem('already-exists', `the name ${name}, or this key, is here already`)
  return vendorKeyOf(row)
}

function publicKeyOf(pem: string): KeyObject {
  // Node makes a public key of a private one, too: that one has no business here.
  if (!pem.includes('BEGIN PUBLIC KEY'))
    throw invalidParameter('publicKey', 'must begin with BEGIN PUBLIC KEY')
  try {
    return createPublicKey(pem)
  } catch {
    throw invalidParameter('publicKey', 'is no public key in PEM')
  }
}

/** From now on nothing that the key has signed is taken or used. Throws Problem. */
export async function revokeVendorKey(
  db: Kysely<Tables>,
  name: string,
  by: string,
  now: number,
): Promise<VendorKey> {
  await db
    .updateTable('vendor_key')
    .set({ revoked_at: new Date(now), revoked_by: by })
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .execute()
  const key = await vendorKeyByName(db, name)
  if (key === undefined) throw new Problem('not-found', `there is no key ${name}`)
  return key
}
