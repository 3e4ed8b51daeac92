import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { checkFileFits, fileOfOrder } from '../files/for-order.ts'

/**
 * What is kept of the parameters: an image is named by what it makes of a meter, too. Without a meter only the file itself is looked at.
 * Throws Problem, FileProblem.
 */
export async function prepared(
  db: Kysely<Tables>,
  kind: string,
  given: Readonly<Record<string, unknown>>,
  endDeviceId: number | null,
): Promise<object> {
  if (kind !== 'firmware' && kind !== 'concentrator-firmware') return given
  const { image, ...parameters } = given
  const file = await fileOfOrder(db, String(image), 'firmware', 'image')
  if (endDeviceId !== null) await checkFileFits(db, file, endDeviceId)
  return { ...parameters, sha256: file.sha256, version: file.version }
}
