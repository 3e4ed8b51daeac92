import { createHash } from 'node:crypto'
import { defined } from '@ferraris/bytes'
import type { DownMessage } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import type { FirmwareImage } from './schemas.ts'

/** More than any meter of ours takes. */
export const longestImage = 1_000_000

/** Keeps an image. `known` when it is here under this version, `other` when it is here under another one. */
export async function keepImage(
  db: Kysely<Tables>,
  { octets, version, by }: { octets: Buffer; version: string; by: string },
  now: number,
): Promise<{ kept: 'new' | 'known' | 'other'; image: FirmwareImage }> {
  const sha256 = createHash('sha256').update(octets).digest('hex')
  const row = await db
    .insertInto('firmware_image')
    .values({ sha256, version, octets, uploaded_at: new Date(now), uploaded_by: by })
    .onConflict(conflict => conflict.doNothing())
    .returning('sha256')
    .executeTakeFirst()
  const image = defined(await imageBySha256(db, sha256), `image ${sha256}`)
  if (row !== undefined) return { kept: 'new', image }
  return { kept: image.version === version ? 'known' : 'other', image }
}

function images(db: Kysely<Tables>) {
  return db
    .selectFrom('firmware_image')
    .select(['sha256', 'version', 'uploaded_at', 'uploaded_by', sql<number>`length(octets)`.as('size')])
}

function imageOf(row: Awaited<ReturnType<ReturnType<typeof images>['execute']>>[number]): FirmwareImage {
  return {
    sha256: row.sha256,
    version: row.version,
    size: row.size,
    uploadedAt: row.uploaded_at.toISOString(),
    uploadedBy: row.uploaded_by,
  }
}

export async function imageBySha256(db: Kysely<Tables>, sha256: string): Promise<FirmwareImage | undefined> {
  const row = await images(db).where('sha256', '=', sha256).executeTakeFirst()
  return row && imageOf(row)
}

/** All images, the newest first. */
export async function listImages(db: Kysely<Tables>): Promise<FirmwareImage[]> {
  const rows = await images(db).orderBy('uploaded_at', 'desc').orderBy('sha256').execute()
  return rows.map(imageOf)
}

/** Removes an image; `in-use` while an open control needs it, `unknown` when it is not here. */
export async function removeImage(
  db: Kysely<Tables>,
  sha256: string,
): Promise<'removed' | 'in-use' | 'unknown'> {
  const row = await db
    .deleteFrom('firmware_image')
    .where('sha256', '=', sha256)
    .where(
      sql<boolean>`not exists (select from end_device_control c where not c.settled and c.state <> 'expired'
        and c.task @> jsonb_build_object('kind', 'firmware', 'sha256', firmware_image.sha256))`,
    )
    .returning('sha256')
    .executeTakeFirst()
  if (row !== undefined) return 'removed'
  return (await imageBySha256(db, sha256)) === undefined ? 'unknown' : 'in-use'
}

/** Octets of a part: a message of them, in base64, stays small beside an inventory. */
const partLength = 32_768

/** The part of an image that begins at an offset; its size is 0 when there is no such image. */
export async function imagePart(
  db: Kysely<Tables>,
  sha256: string,
  offset: number,
): Promise<Extract<DownMessage, { kind: 'image-part' }>> {
  const row = await db
    .selectFrom('firmware_image')
    .select([
      sql<number>`length(octets)`.as('size'),
      sql<Buffer>`substring(octets from ${offset + 1}::integer for ${partLength}::integer)`.as('part'),
    ])
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  const { size, part } = row ?? { size: 0, part: Buffer.alloc(0) }
  return { kind: 'image-part', sha256, size, offset, octets: part.toString('base64') }
}
