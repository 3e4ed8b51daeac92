import { createHash } from 'node:crypto'
import { defined } from '@ferraris/bytes'
import type { DownMessage } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import { fileBySha256, files, sizeOfFile } from '../files.ts'
import type { DeviceFile, FirmwareImage } from '../schemas.ts'

/**
 * Keeps an image that an administrator vouches for, without signature: available at once, for any model. `known` when it is
 * here under this version, `other` when it is here under another one, or was withdrawn.
 */
export async function keepImage(
  db: Kysely<Tables>,
  { octets, version, by }: { octets: Buffer; version: string; by: string },
  now: number,
): Promise<{ kept: 'new' | 'known' | 'other'; image: FirmwareImage }> {
  const sha256 = createHash('sha256').update(octets).digest('hex')
  const at = new Date(now)
  const row = await db
    .insertInto('device_file')
    .values({
      sha256,
      kind: 'firmware',
      name: `firmware ${version}`,
      version,
      models: [],
      legal: false,
      octets,
      state: 'available',
      uploaded_at: at,
      uploaded_by: by,
      available_at: at,
      available_by: by,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('sha256')
    .executeTakeFirst()
  const file = defined(await fileBySha256(db, sha256), `image ${sha256}`)
  const image = imageOf(file)
  if (row !== undefined) return { kept: 'new', image }
  const isSame = file.version === version && file.kind === 'firmware' && file.state === 'available'
  return { kept: isSame ? 'known' : 'other', image }
}

function imageOf({ sha256, version, size, uploadedAt, uploadedBy }: DeviceFile): FirmwareImage {
  return { sha256, version, size, uploadedAt, uploadedBy }
}

/** All images that orders may name, the newest first. */
export async function listImages(db: Kysely<Tables>): Promise<FirmwareImage[]> {
  const rows = await files(db)
    .where('kind', '=', 'firmware')
    .where('state', '=', 'available')
    .orderBy('uploaded_at', 'desc')
    .orderBy('sha256')
    .execute()
  return rows.map(({ sha256, version, size, uploaded_at, uploaded_by }) => ({
    sha256,
    version,
    size,
    uploadedAt: uploaded_at.toISOString(),
    uploadedBy: uploaded_by,
  }))
}

/** Removes an image; `in-use` while an open control needs it, `unknown` when it is not here. */
export async function removeImage(
  db: Kysely<Tables>,
  sha256: string,
): Promise<'removed' | 'in-use' | 'unknown'> {
  const row = await db
    .deleteFrom('device_file')
    .where('sha256', '=', sha256)
    .where('kind', '=', 'firmware')
    .where(
      sql<boolean>`not exists (select from end_device_control c where not c.settled and c.state <> 'expired'
        and c.kind = 'firmware' and c.parameters ->> 'sha256' = device_file.sha256)`,
    )
    .returning('sha256')
    .executeTakeFirst()
  if (row !== undefined) return 'removed'
  const there = await files(db).where('sha256', '=', sha256).where('kind', '=', 'firmware').executeTakeFirst()
  return there === undefined ? 'unknown' : 'in-use'
}

/** Octets of a part: a message of them, in base64, stays small beside an inventory. */
const partLength = 32_768

/** The part of a file that begins at an offset; its size is 0 when there is no such file, or none any more. */
export async function imagePart(
  db: Kysely<Tables>,
  sha256: string,
  offset: number,
): Promise<Extract<DownMessage, { kind: 'image-part' }>> {
  const row = await db
    .selectFrom('device_file')
    .select([
      sizeOfFile,
      sql<Buffer>`substring(octets from ${offset + 1}::integer for ${partLength}::integer)`.as('part'),
    ])
    .where('sha256', '=', sha256)
    .where('state', 'in', ['test', 'available'])
    .executeTakeFirst()
  const { size, part } = row ?? { size: 0, part: Buffer.alloc(0) }
  return { kind: 'image-part', sha256, size, offset, octets: part.toString('base64') }
}
