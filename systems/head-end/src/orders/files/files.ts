import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { DeviceFile, FileFilter } from './schemas.ts'

/** The columns of a file but its octets. */
const columns = [
  'sha256',
  'kind',
  'name',
  'version',
  'models',
  'legal',
  'vendor_key',
  'state',
  'uploaded_at',
  'uploaded_by',
  'approved_at',
  'approved_by',
  'available_at',
  'available_by',
  'withdrawn_at',
  'withdrawn_by',
  'reason',
] as const

/** Files without their octets. */
export function files(db: Kysely<Tables>) {
  return db.selectFrom('device_file').select(columns).select(sizeOfFile)
}

export const sizeOfFile = sql<number>`length(octets)`.as('size')

type FileRow = Awaited<ReturnType<ReturnType<typeof files>['execute']>>[number]

function iso(time: Date | null): string | null {
  return time?.toISOString() ?? null
}

function fileOf(row: FileRow): DeviceFile {
  return {
    sha256: row.sha256,
    kind: row.kind,
    name: row.name,
    version: row.version,
    models: row.models,
    legal: row.legal,
    size: row.size,
    vendorKey: row.vendor_key,
    state: row.state,
    uploadedAt: row.uploaded_at.toISOString(),
    uploadedBy: row.uploaded_by,
    approvedAt: iso(row.approved_at),
    approvedBy: row.approved_by,
    availableAt: iso(row.available_at),
    availableBy: row.available_by,
    withdrawnAt: iso(row.withdrawn_at),
    withdrawnBy: row.withdrawn_by,
    reason: row.reason,
  }
}

/** A file; undefined for one that is not here, or not of the vendor that is named. */
export async function fileBySha256(
  db: Kysely<Tables>,
  sha256: string,
  vendor?: string,
): Promise<DeviceFile | undefined> {
  const row = await ofVendor(files(db), vendor).where('sha256', '=', sha256).executeTakeFirst()
  return row && fileOf(row)
}

/** The content of a file; undefined as above. */
export async function octetsOf(
  db: Kysely<Tables>,
  sha256: string,
  vendor?: string,
): Promise<Buffer | undefined> {
  const row = await ofVendor(db.selectFrom('device_file').select('octets'), vendor)
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return row?.octets
}

/** The content of a file as meters may have it: undefined once it is withdrawn, and before it is made available but for tests. */
export async function octetsForMeters(db: Kysely<Tables>, sha256: string): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('device_file')
    .select('octets')
    .where('sha256', '=', sha256)
    .where('state', 'in', ['test', 'available'])
    .executeTakeFirst()
  return row?.octets
}

/** Files, the newest first. Throws CursorError. */
export async function listFiles(
  db: Kysely<Tables>,
  { kind, state, model, limit, cursor }: FileFilter,
  vendor?: string,
): Promise<Page<DeviceFile>> {
  let matching = ofVendor(db.selectFrom('device_file'), vendor)
  if (kind !== undefined) matching = matching.where('kind', '=', kind)
  if (state !== undefined) matching = matching.where('state', '=', state)
  if (model !== undefined) matching = matching.where(isForModel(model))
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .select(columns)
    .select(sizeOfFile)
    .orderBy('uploaded_at', 'desc')
    .orderBy('sha256', 'desc')
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [time, last] = decodeCursor(cursor, ['string', 'string'])
    page = page.where(sql<boolean>`(uploaded_at, sha256) < (${time}::timestamptz, ${last})`)
  }
  return pageOf(
    await page.execute(),
    limit,
    total,
    row => [row.uploaded_at.toISOString(), row.sha256],
    fileOf,
  )
}

/** Whether a file is for a model: named, or by what stands before a star; one that names none is for all. */
export function isForModel(model: string) {
  return sql<boolean>`(models = '{}' or exists (
    select from unnest(models) m
    where m = ${model} or right(m, 1) = '*' and starts_with(${model}, left(m, -1))))`
}

function ofVendor<O>(query: SelectQueryBuilder<Tables, 'device_file', O>, vendor: string | undefined) {
  return vendor === undefined ? query : query.where('uploaded_by', '=', vendor)
}
