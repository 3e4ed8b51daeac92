import { defined } from '@ferraris/bytes'
import { programmes, type Risk, readConfiguration } from '@ferraris/client'
import { invalidParameter } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { brakesNow } from '../brakes/settings.ts'
import type { FileKind } from '../files/file-kinds.ts'
import { octetsOf } from '../files/files.ts'
import { checkFileFits, fileOfOrder, type OrderedFile } from '../files/for-order.ts'
import { type OfMeter, previousImage } from '../files/previous-image.ts'
import type { Kind } from './kinds.ts'

/** An order as it is kept, and what it can do to a customer. */
interface Prepared {
  readonly parameters: object
  readonly risk: Risk
  /** What is written into the meter, if it is a file. */
  readonly file?: OrderedFile
}

/** Kinds that need a file, and the parameter that names it. */
const filesOf: Readonly<Record<string, { readonly kind: FileKind; readonly parameter: string }>> = {
  firmware: { kind: 'firmware', parameter: 'image' },
  'concentrator-firmware': { kind: 'firmware', parameter: 'image' },
  configure: { kind: 'configuration', parameter: 'sha256' },
  'compare-configuration': { kind: 'configuration', parameter: 'sha256' },
  'apply-template': { kind: 'template', parameter: 'sha256' },
  'write-table': { kind: 'table', parameter: 'sha256' },
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
  const risk = kind.risk(given)
  if (name === 'switch' && given.connected === false) {
    const { finalReading } = await brakesNow(db)
    return { parameters: { finalReading, ...given }, risk }
  }
  if (name === 'sequence') await checkActions(db, given.actions as readonly ActionAsked[], meter)
  const needed = filesOf[name]
  if (needed === undefined) return { parameters: given, risk }
  const hash = given.previous === true ? await previousOf(db, given, meter) : given[needed.parameter]
  if (hash === undefined) throw invalidParameter(needed.parameter, `is required for ${name}`)
  const file = await fileOfOrder(db, String(hash), needed.kind, needed.parameter)
  if (meter !== undefined) await checkFileFits(db, file, meter.endDeviceId)
  // Two persons have let a file through: what it does to the supply is asked of it, and legal is only firmware.
  if (needed.kind !== 'firmware') return { parameters: given, risk: await riskOf(db, name, file), file }
  const { image: _, previous: __, rollBackAfterHours: hours, ...parameters } = given
  if (hours !== undefined && given.activate === false)
    throw invalidParameter('parameters.rollBackAfterHours', 'is of orders that activate the image')
  return {
    parameters: { ...parameters, sha256: file.sha256, version: file.version },
    // What of a meter an image replaces is told by its file, not by the kind of the order.
    risk: file.legal ? 'legal' : 'none',
    file,
  }
}

interface ActionAsked {
  readonly kind: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * What holds for an order holds for an action of a sequence: without this a sequence would be a way past the states of files and past
 * one of two brakes. Throws Problem, FileProblem.
 */
async function checkActions(
  db: Kysely<Tables>,
  actions: readonly ActionAsked[],
  meter: OfMeter | undefined,
): Promise<void> {
  const risks = actions.map(({ kind, parameters }) => programmes.get(kind)?.risk?.(parameters))
  if (risks.includes('disconnects') && risks.includes('legal'))
    throw invalidParameter(
      'parameters.actions',
      'may cut the supply and change what is billed: order the two apart',
    )
  for (const [i, { kind, parameters }] of actions.entries()) {
    const needed = filesOf[kind]
    if (needed === undefined) continue
    const parameter = `parameters.actions.${i}.parameters.sha256`
    if (meter === undefined)
      throw invalidParameter(parameter, `is for one meter; for several make an activity of the kind ${kind}`)
    const file = await fileOfOrder(db, String(parameters.sha256), needed.kind, parameter)
    await checkFileFits(db, file, meter.endDeviceId)
  }
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

/** What the programmes of a configuration can do to a customer. */
async function riskOf(db: Kysely<Tables>, name: string, { sha256 }: OrderedFile): Promise<Risk> {
  if (name !== 'configure') return 'none'
  const { actions } = readConfiguration(defined(await octetsOf(db, sha256), `file ${sha256}`))
  const risks = actions.map(({ kind, parameters }) => programmes.get(kind)?.risk?.(parameters as object))
  return risks.includes('disconnects') ? 'disconnects' : 'none'
}
