import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { KeyError, type KeyRing, openKeyRing } from './key-ring.ts'

/** Wrapped and kept in the store, it shows later whether the key-encryption key is the same. It is no secret. */
const checkValue = Buffer.from('is this the key?')

/** What `FERRARIS_KEK_LOST` has to say: on purpose more than a 1. */
const consent = 'delete-keys'

/**
 * The key ring of a store: that of its data folder, if the keys in the store are wrapped under it. A store that has keys
 * already gets no new key-encryption key, which would open none of them, unless `FERRARIS_KEK_LOST` says to delete them.
 * Throws KeyError: `kek-missing`, `kek-other`, `kek-invalid`.
 */
export async function openStoreKeyRing(
  db: Kysely<Tables>,
  dataFolder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<KeyRing> {
  if (env.FERRARIS_KEK_LOST === consent) await forgetKeys(db)
  const { rows } = await sql<{ kek_check: Buffer | null; wrapped: Buffer | null; sealed: Buffer | null }>`
    select kek_check,
      coalesce((select wrapped_guek from end_device_key where wrapped_guek is not null limit 1),
        (select wrapped_k1 from line_meter where wrapped_k1 is not null limit 1)) as wrapped,
      coalesce((select sealed_secret from work_order_signer limit 1),
        (select sealed_secrets from end_device_key where sealed_secrets is not null limit 1)) as sealed
    from head_end`.execute(db)
  const [kept] = rows
  const isNew = kept === undefined || (kept.kek_check ?? kept.wrapped ?? kept.sealed) === null
  const ring = await openKeyRing(dataFolder, env, isNew)
  if (kept !== undefined && !fits(ring, kept)) throw new KeyError('kek-other')
  if (kept?.kek_check === null)
    await db
      .updateTable('head_end')
      .set({ kek_check: ring.wrap(checkValue) })
      .execute()
  return ring
}

/** Deletes what nothing opens any more: keys of meters, and the key that signs work orders. */
async function forgetKeys(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async tx => {
    await tx.deleteFrom('end_device_key').execute()
    await tx.updateTable('line_meter').set({ wrapped_k1: null, wrapped_k2: null }).execute()
    await tx.deleteFrom('work_order_signer').execute()
    await tx.updateTable('head_end').set({ kek_check: null }).execute()
  })
}

/** By the check value; in a store of before there was one, by any key that is there. */
function fits(
  ring: KeyRing,
  { kek_check, wrapped, sealed }: { kek_check: Buffer | null; wrapped: Buffer | null; sealed: Buffer | null },
): boolean {
  if (kek_check !== null) return ring.wrap(checkValue).equals(kek_check)
  try {
    if (wrapped !== null) ring.unwrap(wrapped)
    else if (sealed !== null) ring.unseal(sealed)
    return true
  } catch (error) {
    if (error instanceof KeyError) return false
    throw error
  }
}
