import type { KeyObject } from 'node:crypto'
import { defined } from '@ferraris/bytes'
import { newKeyPair, privateKeyOf } from '@ferraris/work-order'
import type { Kysely } from 'kysely'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import type { Tables } from '../tables.ts'

/** The key by which this head-end signs orders. It is made when it is first asked for, and stays for the life of the store. */
export async function signerOf(db: Kysely<Tables>, ring: KeyRing): Promise<KeyObject> {
  const known = await sealed(db)
  if (known !== undefined) return opened(ring, known)
  const made = ring.seal(Buffer.from(newKeyPair('ed25519')))
  // Another head-end may have been first: then its key holds.
  await db
    .insertInto('work_order_signer')
    .values({ sealed_secret: made })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  return opened(ring, defined(await sealed(db), 'key of the head-end'))
}

async function sealed(db: Kysely<Tables>): Promise<Buffer | undefined> {
  return (await db.selectFrom('work_order_signer').select('sealed_secret').executeTakeFirst())?.sealed_secret
}

function opened(ring: KeyRing, secret: Buffer): KeyObject {
  return privateKeyOf(Buffer.from(ring.unseal(secret).octets()).toString())
}
