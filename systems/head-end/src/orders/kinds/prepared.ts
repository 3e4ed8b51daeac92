import type { Risk } from '@ferraris/client'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { brakesNow } from '../brakes/settings.ts'
import { checkFileFits, fileOfOrder } from '../files/for-order.ts'
import type { Kind } from './kinds.ts'

/** An order as it is kept, and what it can do to a customer. */
interface Prepared {
  readonly parameters: object
  readonly risk: Risk
}

/**
 * What is kept of the parameters: an image is named by what it makes of a meter, too, and a disconnection says whether the meter is
 * read first. Without a meter only the file itself is looked at. Throws Problem, FileProblem.
 */
export async function prepared(
  db: Kysely<Tables>,
  kind: Kind,
  name: string,
  given: Readonly<Record<string, unknown>>,
  endDeviceId: number | null,
): Promise<Prepared> {
  const risk = kind.risk(given)
  if (name === 'switch' && given.connected === false) {
    const { finalReading } = await brakesNow(db)
    return { parameters: { finalReading, ...given }, risk }
  }
  if (name !== 'firmware' && name !== 'concentrator-firmware') return { parameters: given, risk }
  const { image, ...parameters } = given
  const file = await fileOfOrder(db, String(image), 'firmware', 'image')
  if (endDeviceId !== null) await checkFileFits(db, file, endDeviceId)
  return {
    parameters: { ...parameters, sha256: file.sha256, version: file.version },
    risk: file.legal ? 'legal' : risk,
  }
}
