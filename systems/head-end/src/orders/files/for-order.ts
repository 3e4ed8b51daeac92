import { invalidParameter } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { FileKind } from './file-kinds.ts'
import { FileProblem } from './file-problem.ts'
import { files, isForModel } from './files.ts'
import type { FileState } from './schemas.ts'

/** What an order needs to know of its file. */
export interface OrderedFile {
  readonly sha256: string
  readonly kind: FileKind
  readonly version: string
  readonly models: readonly string[]
  readonly legal: boolean
  readonly state: FileState
}

/** The file of an order before anything is known of its meters. `parameter` names it in the request. Throws Problem, FileProblem. */
export async function fileOfOrder(
  db: Kysely<Tables>,
  sha256: string,
  kind: FileKind,
  parameter: string,
): Promise<OrderedFile> {
  const file = await files(db)
    .leftJoin('vendor_key', 'vendor_key.name', 'device_file.vendor_key')
    .clearSelect()
    .select(['sha256', 'kind', 'version', 'models', 'legal', 'state', 'vendor_key.revoked_at'])
    .where('sha256', '=', sha256)
    .where('kind', '=', kind)
    .executeTakeFirst()
  if (file === undefined) throw invalidParameter(parameter, `must be the SHA-256 of an uploaded ${kind}`)
  if (file.state === 'approved' || file.state === 'withdrawn') {
    throw new FileProblem('file-not-available', `the ${kind} ${file.version} is ${file.state}`)
  }
  if (file.revoked_at !== null) {
    throw new FileProblem('file-not-available', `the key that signed the ${kind} ${file.version} was revoked`)
  }
  return file
}

/** Refuses a meter that a file is not for. Throws FileProblem. */
export async function checkFileFits(
  db: Kysely<Tables>,
  file: OrderedFile,
  endDeviceId: number,
): Promise<void> {
  const meter = await db
    .selectFrom('end_device')
    .select(['serial', 'model'])
    .select(
      sql<boolean>`exists (select from test_meter t where t.end_device_id = end_device.id)`.as('tested'),
    )
    .where('id', '=', endDeviceId)
    .executeTakeFirstOrThrow()
  if (file.state === 'test' && !meter.tested) {
    const detail = `the ${file.kind} ${file.version} is in test, and ${meter.serial} is not of the test group`
    throw new FileProblem('file-not-available', detail)
  }
  if (file.models.length === 0) return
  const models = file.models.join(', ')
  if (meter.model === null) {
    throw new FileProblem(
      'file-not-for-model',
      `the model of ${meter.serial} is unknown; the file is for ${models}`,
    )
  }
  const fits = await db
    .selectFrom('device_file')
    .select('sha256')
    .where('sha256', '=', file.sha256)
    .where(isForModel(meter.model))
    .executeTakeFirst()
  if (fits === undefined) {
    const detail = `${meter.serial} is a ${meter.model}; the ${file.kind} ${file.version} is for ${models}`
    throw new FileProblem('file-not-for-model', detail)
  }
}
