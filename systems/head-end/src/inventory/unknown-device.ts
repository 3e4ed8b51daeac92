import { Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

export function unknownDevice(serial: string): never {
  throw new Problem('not-found', `there is no end device ${serial}`)
}

/** The number of an end device. Throws Problem `not-found`. */
export async function knownDevice(db: Kysely<Tables>, serial: string): Promise<number> {
  const device = await db
    .selectFrom('end_device')
    .select('id')
    .where('serial', '=', serial)
    .executeTakeFirst()
  return device?.id ?? unknownDevice(serial)
}
