import type { Action, Risk } from '@ferraris/client'
import { invalidParameter } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { brakesNow } from '../brakes/settings.ts'
import { checkFileFits, fileOfOrder, type OrderedFile } from '../files/for-order.ts'
import { type OfMeter, previousImage } from '../files/previous-image.ts'
import { filesOf } from './files-of.ts'
import type { Kind } from './kinds.ts'
import { judgeActions, judgeFile } from './risks.ts'

/** An order as it is kept, and what it can do to a customer. */
interface Prepared {
  readonly parameters: object
  /** All that it can do. */
  readonly risks: readonly Risk[]
  /** What is written into the meter, if it is a file. */
  readonly file?: OrderedFile
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
  meter: OfMeter | undefined,
): Promise<Prepared> {
  if (name === 'sequence') {
    const { risks, files } = await judgeActions(db, given.actions as readonly Action[], 'parameters.actions')
    return { parameters: given, risks, ...(await fileThatFits(db, files, meter)) }
  }
  if (name === 'switch' && given.connected === false) {
    const { finalReading } = await brakesNow(db)
    return { parameters: { finalReading, ...given }, risks: [kind.risk(given)] }
  }
  const needed = filesOf[name]
  if (needed === undefined) return { parameters: given, risks: [kind.risk(given)] }
  const hash = given.previous === true ? await previousOf(db, given, meter) : given[needed.parameter]
  if (hash === undefined) throw invalidParameter(needed.parameter, `is required for ${name}`)
  const ordered = await fileOfOrder(db, String(hash), needed.kind, needed.parameter)
  const { risks, files } = await judgeFile(db, name, ordered, given)
  const file = await fileThatFits(db, files, meter)
  if (needed.kind !== 'firmware') return { parameters: given, risks, ...file }
  const { image: _, previous: __, rollBackAfterHours: hours, ...parameters } = given
  if (hours !== undefined && given.activate === false)
    throw invalidParameter('parameters.rollBackAfterHours', 'is of orders that activate the image')
  return { parameters: { ...parameters, sha256: ordered.sha256, version: ordered.version }, risks, ...file }
}

async function previousOf(
  db: Kysely<Tables>,
  { image }: Readonly<Record<string, unknown>>,
  meter: OfMeter | undefined,
): Promise<string> {
  const parameter = 'parameters.previous'
  if (image !== undefined) throw invalidParameter(parameter, 'stands instead of `image`: give one of them')
  if (meter === undefined)
    throw invalidParameter(parameter, 'is of one meter; for several name the earlier `image`')
  const previous = await previousImage(db, meter)
  if (previous !== undefined) return previous
  throw invalidParameter(
    parameter,
    'there is none: the meter has not run two images of this head-end; name the earlier one as `image`',
  )
}

/** Checks files against the meter of an order; those of many meters are chosen by the one file. Throws Problem, FileProblem. */
async function fileThatFits(
  db: Kysely<Tables>,
  files: readonly OrderedFile[],
  meter: OfMeter | undefined,
): Promise<Pick<Prepared, 'file'>> {
  const [file, ...more] = files
  if (file === undefined) return {}
  if (meter !== undefined) for (const one of files) await checkFileFits(db, one, meter.endDeviceId)
  else if (more.some(({ sha256 }) => sha256 !== file.sha256))
    throw invalidParameter('parameters', 'may need one file when they are for many meters')
  return { file }
}
