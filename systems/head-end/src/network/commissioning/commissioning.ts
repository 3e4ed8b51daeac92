import { invalidParameter, Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import { type Enrol, EnrolmentError } from '../../inventory/enrol.ts'
import { MeterProblem } from '../../inventory/meter-problem.ts'
import type { Tables } from '../../tables.ts'
import { acceptMeter, refuseMeter } from './decisions.ts'
import { lineMeterOf } from './queries.ts'
import type { Acceptance, Decision } from './schemas.ts'

/** Tells concentrators what was decided. */
export interface Concentrators {
  adopt(concentrator: string, acas: readonly string[]): Promise<void>
  release(concentrator: string, acas: readonly string[]): Promise<void>
}

export interface CommissioningParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly now: () => number
  readonly network: Concentrators
  readonly enrol: Enrol
}

/** Accepts a meter, and enrols it first with the keys that come along. Throws Problem. */
export async function accept(
  { db, pool, now, network, enrol }: CommissioningParts,
  aca: string,
  { serial, usagePoint, timeZone, lineKeys }: Acceptance,
  by: string,
): Promise<Decision> {
  const known = (await lineMeterOf(db, { aca })) ?? unknownMeter(aca)
  if (lineKeys !== undefined) {
    const named = serial ?? known.serial
    if (named === null) throw invalidParameter('serial', 'is required: the meter has not said it')
    const uri = known.uri ?? `smitp+g2:///${aca}?client=2&server=1&auth=gmac`
    const meter = { serial: named, uri, keys: [], usagePoint, timeZone: timeZone || undefined, lineKeys }
    await enrol([meter]).catch(error => {
      if (!(error instanceof EnrolmentError)) throw error
      throw invalidParameter(error.field, error.message)
    })
  }
  const accepted = await acceptMeter(pool, aca, by, now())
  if (accepted === 'no-keys') throw new MeterProblem('meter-keys-missing', `the keys of ${aca} are not here`)
  const { concentrator } = accepted ?? unknownMeter(aca)
  if (concentrator !== null) await network.adopt(concentrator, [aca])
  return { aca, state: 'accepted', concentrator }
}

/** Refuses a meter; one that is served is released. Throws Problem. */
export async function refuse(
  { pool, now, network }: CommissioningParts,
  aca: string,
  by: string,
): Promise<Decision> {
  const { concentrator } = (await refuseMeter(pool, aca, by, now())) ?? unknownMeter(aca)
  if (concentrator !== null) await network.release(concentrator, [aca])
  return { aca, state: 'refused', concentrator: null }
}

function unknownMeter(aca: string): never {
  throw new Problem('not-found', `no meter ${aca} is known on any line`)
}
