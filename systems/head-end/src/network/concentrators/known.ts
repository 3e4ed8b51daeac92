import { Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { concentratorById } from './queries.ts'
import type { Concentrator } from './schemas.ts'

/** The concentrator that a request names. Throws Problem `not-found`. */
export async function knownConcentrator(db: Kysely<Tables>, id: string): Promise<Concentrator> {
  return (await concentratorById(db, id)) ?? unknownConcentrator(id)
}

export function unknownConcentrator(id: string): never {
  throw new Problem('not-found', `there is no concentrator ${id}`)
}
