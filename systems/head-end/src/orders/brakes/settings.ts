import { invalidParameter } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { followHours } from '../debts/hours.ts'
import type { Brakes } from './schemas.ts'

/** What holds until an administrator sets something else. */
export const defaultBrakes: Brakes = {
  disconnectionsAnHour: 100,
  disconnectionsAtOnce: 50,
  finalReading: true,
  unsignedImages: true,
  debtHours: { weekdays: [1, 2, 3, 4], from: '08:00', to: '14:00', holidays: [] },
}

/** The brakes as they are set. */
export async function brakesNow(db: Kysely<Tables>): Promise<Brakes> {
  const row = await db.selectFrom('brakes').select('settings').executeTakeFirst()
  return row?.settings ?? defaultBrakes
}

/** Sets the brakes. Throws Problem for hours that end before they begin. */
export async function setBrakes(db: Kysely<Tables>, brakes: Brakes): Promise<Brakes> {
  const { from, to } = brakes.debtHours
  if (to <= from) throw invalidParameter('debtHours.to', `must be after from (${from})`)
  const settings = JSON.stringify(brakes)
  await db.deleteFrom('brakes').execute()
  await db.insertInto('brakes').values({ settings }).execute()
  await followHours(db, brakes)
  return brakes
}
