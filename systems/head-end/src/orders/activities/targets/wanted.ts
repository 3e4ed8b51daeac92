import type { Risk } from '@ferraris/client'
import { invalidParameter } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { OrderedFile } from '../../files/for-order.ts'
import { isTask, kinds } from '../../kinds/kinds.ts'
import { parametersOf } from '../../kinds/parameters.ts'
import { prepared } from '../../kinds/prepared.ts'

/** What an activity wants done, with what decides at which meters it can be done. */
export interface Wanted {
  readonly kind: string
  /** As they were given, and as each order has them. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly ofOrders: object
  /** Whether a concentrator can do it as a job of its own. */
  readonly byJob: boolean
  /** Whether it can be done in a session with the meter. */
  readonly bySession: boolean
  /** What it sets at the meter: two open orders with one subject contradict each other. */
  readonly subject: string | undefined
  /** Whom it harms if it is wrong. */
  readonly risks: readonly Risk[]
  /** What is written into the meter, if it is a file. */
  readonly file: OrderedFile | undefined
}

/** What a kind with parameters means at each meter. Throws Problem. */
export async function wantedOf(
  db: Kysely<Tables>,
  name: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<Wanted> {
  const kind = kinds.get(name)
  if (kind === undefined || kind.isOfConcentrator) {
    const ofMeters = [...kinds].flatMap(([its, { isOfConcentrator }]) => (isOfConcentrator ? [] : [its]))
    throw invalidParameter('kind', `must be one of ${ofMeters.join(', ')}`)
  }
  const given = parametersOf({ kind: name, parameters, priority: 'normal' }, kind)
  const { parameters: ofOrders, risks, file } = await prepared(db, kind, name, given, undefined)
  return {
    kind: name,
    parameters: given,
    ofOrders,
    byJob: isTask(name, given),
    bySession: kind.programme !== undefined,
    subject: kind.subject(given),
    risks,
    file,
  }
}
