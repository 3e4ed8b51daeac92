import { createHash } from 'node:crypto'
import { ClientError, readConfiguration } from '@ferraris/client'
import { invalidParameter, Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { FileKind } from './file-kinds.ts'
import { FileProblem } from './file-problem.ts'
import { fileBySha256 } from './files.ts'
import type { DeviceFile, FileUpload } from './schemas.ts'
import { isSignedBy } from './vendors/signature.ts'
import { modelsOf } from './vendors/signed-text.ts'
import { vendorKeyByName } from './vendors/vendor-keys.ts'

/** Octets at most: images are no longer than meters of ours take, and the others are text. */
export const longestFile: Record<FileKind, number> = {
  firmware: 1_000_000,
  template: 1_000_000,
  configuration: 262_144,
  table: 200_000,
}

/** Files of one vendor that are not withdrawn. */
const mostFilesOfVendor = 500

interface Sender {
  readonly name: string
  readonly role: string
}

/**
 * Keeps a file in state test, once everything about it has been checked: it is whole, a registered key of its vendor has
 * signed it for these models, and there is room. Sent again, it is not `isNew`. Throws FileProblem, Problem.
 */
export async function keepFile(
  db: Kysely<Tables>,
  upload: FileUpload,
  octets: Buffer,
  sender: Sender,
  now: number,
): Promise<{ isNew: boolean; file: DeviceFile }> {
  const { kind, name, version, sha256, legal = false } = upload
  const models = modelsOf(upload.models)
  checkContent(upload, octets)
  const signature = await checkedSignature(db, { ...upload, legal, models }, sender)
  await checkRoom(db, sender.name)
  if (kind === 'configuration') checkConfiguration(octets)
  const row = await db
    .insertInto('device_file')
    .values({
      sha256,
      kind,
      name,
      version,
      models,
      legal,
      octets,
      signature,
      vendor_key: upload.key ?? null,
      state: 'test',
      uploaded_at: new Date(now),
      uploaded_by: sender.name,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('sha256')
    .executeTakeFirst()
  const file = await fileBySha256(db, sha256, sender.name)
  if (row === undefined && !isSame(file, { ...upload, legal, models }))
    throw new Problem(
      'already-exists',
      'this content is here already, under another name or of another vendor',
    )
  if (file === undefined) throw new Problem('not-found', `file ${sha256} was removed meanwhile`)
  return { isNew: row !== undefined, file }
}

function checkContent({ kind, sha256, legal = false }: FileUpload, octets: Buffer): void {
  const found = createHash('sha256').update(octets).digest('hex')
  if (octets.length > longestFile[kind]) {
    const most = `a ${kind} has at most ${longestFile[kind]} octets`
    throw new Problem('body-too-large', `${octets.length} octets arrived, and ${most}`)
  }
  if (found !== sha256) {
    const detail = `${octets.length} octets with SHA-256 ${found} arrived, announced was ${sha256}`
    throw new FileProblem('file-cut-off', detail, {}, { path: 'sha256' })
  }
  if (legal && kind !== 'firmware') throw invalidParameter('legal', 'is of firmware alone')
}

/** A configuration that cannot be read is refused here, not at each meter. Throws FileProblem. */
function checkConfiguration(octets: Buffer): void {
  try {
    readConfiguration(octets)
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    throw new FileProblem('file-malformed', error.message, {}, { cause: error })
  }
}

async function checkedSignature(
  db: Kysely<Tables>,
  upload: Omit<FileUpload, 'models' | 'legal'> & {
    readonly models: readonly string[]
    readonly legal: boolean
  },
  sender: Sender,
): Promise<Buffer> {
  const { key: name, signature: text } = upload
  if (name === undefined || text === undefined) {
    throw new FileProblem('file-unsigned', `${upload.name} comes without key and signature`)
  }
  const key = await vendorKeyByName(db, name)
  const isOwn = key?.vendor === sender.name || sender.role === 'administrator'
  if (key === undefined || !isOwn) {
    throw new FileProblem('vendor-key-unknown', `there is no key ${name} of ${sender.name}`)
  }
  if (key.revokedAt !== null) {
    throw new FileProblem('vendor-key-unknown', `key ${name} was revoked on ${key.revokedAt.slice(0, 10)}`)
  }
  const signature = Buffer.from(text, 'base64url')
  if (!isSignedBy(key.publicKey, signature, upload)) {
    throw new FileProblem('file-signature-wrong', `key ${name} has not signed this as it is`)
  }
  return signature
}

async function checkRoom(db: Kysely<Tables>, vendor: string): Promise<void> {
  const { count } = await db
    .selectFrom('device_file')
    .select(sql<number>`count(*)`.as('count'))
    .where('uploaded_by', '=', vendor)
    .where('state', '<>', 'withdrawn')
    .executeTakeFirstOrThrow()
  if (count >= mostFilesOfVendor) {
    throw new FileProblem('too-many-files', `${vendor} has ${count} files, and at most ${mostFilesOfVendor}`)
  }
}

function isSame(
  file: DeviceFile | undefined,
  upload: Pick<FileUpload, 'kind' | 'name' | 'version'> & {
    readonly models: readonly string[]
    readonly legal: boolean
  },
): boolean {
  return (
    file !== undefined &&
    file.kind === upload.kind &&
    file.name === upload.name &&
    file.version === upload.version &&
    file.legal === upload.legal &&
    file.models.join() === upload.models.join()
  )
}
