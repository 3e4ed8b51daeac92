import { defined } from '@ferraris/bytes'
import {
  type Action,
  programmes,
  programmesOfActions,
  type Risk,
  readConfiguration,
  riskOfSetting,
  riskOfTemplate,
} from '@ferraris/client'
import { invalidParameter } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { Value } from 'typebox/value'
import type { Tables } from '../../tables.ts'
import { octetsOf } from '../files/files.ts'
import { fileOfOrder, type OrderedFile } from '../files/for-order.ts'
import { filesOf } from './files-of.ts'

/** All that an order can do, and the files that it needs. */
export interface Judged {
  readonly risks: readonly Risk[]
  readonly files: readonly OrderedFile[]
}

/**
 * What the actions of a sequence or of a configuration can do: all that any of them can, each judged as an order of its own would be, or they were a
 * way around the brakes and the states of files. Throws Problem, FileProblem.
 */
export async function judgeActions(
  db: Kysely<Tables>,
  actions: readonly Action[],
  path: string,
): Promise<Judged> {
  const risks: Risk[] = []
  const files: OrderedFile[] = []
  for (const [i, { kind, parameters }] of actions.entries()) {
    const programme = programmesOfActions.get(kind)
    if (programme === undefined)
      throw invalidParameter(`${path}.${i}.kind`, `must be a kind that can be part of others, and is ${kind}`)
    const given = `${path}.${i}.parameters`
    const [error] = Value.Errors(programme.parameters, parameters)
    if (error !== undefined)
      throw invalidParameter(`${given}${error.instancePath.replaceAll('/', '.')}`, error.message)
    const needed = filesOf[kind]
    if (needed === undefined) {
      risks.push(programme.risk?.(parameters) ?? 'none')
      continue
    }
    const { sha256 } = parameters as { readonly sha256: string }
    const file = await fileOfOrder(db, sha256, needed.kind, `${given}.sha256`)
    const judged = await judgeFile(db, kind, file, parameters as object)
    risks.push(...judged.risks)
    files.push(...judged.files)
  }
  return { risks, files }
}

/**
 * What a file can do to a customer. Two persons have let it through: what it does to the supply is asked of it, and of the legal part only
 * firmware is. Throws Problem, FileProblem.
 */
export async function judgeFile(
  db: Kysely<Tables>,
  kind: string,
  file: OrderedFile,
  given: object,
): Promise<Judged> {
  if (file.kind === 'firmware') return { risks: [file.legal ? 'legal' : 'none'], files: [file] }
  if (kind === 'apply-template') {
    const image = defined(await octetsOf(db, file.sha256), `file ${file.sha256}`)
    return { risks: [riskOfTemplate(image, given)], files: [file] }
  }
  if (kind !== 'configure') return { risks: [programmes.get(kind)?.risk?.(given) ?? 'none'], files: [file] }
  const octets = defined(await octetsOf(db, file.sha256), `file ${file.sha256}`)
  const { settings, actions } = readConfiguration(octets)
  const { risks, files } = await judgeActions(db, actions, 'sha256.actions')
  return { risks: [...settings.map(riskOfSetting), ...risks], files: [file, ...files] }
}
