import type { QueryContext } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Static } from 'typebox'
import { campaignOf } from '../campaign/queries.ts'
import { CampaignProblem } from '../campaign-problem.ts'
import { localDay } from '../local-day.ts'
import type { Tables } from '../tables.ts'
import type { deviceChange } from './schemas.ts'
import { checkTested, testedVersions } from './tested.ts'

/** Changes versions, survey or the last day of a device. Throws CampaignProblem. */
export async function changeDevice(
  { db, now }: QueryContext<Tables>,
  id: string,
  change: Static<typeof deviceChange>,
): Promise<void> {
  const before = await db
    .selectFrom('device')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const { hardware = before.hardware, firmware = before.firmware, survey, ends } = change
  if (hardware !== before.hardware || firmware !== before.firmware) {
    const versions = { maker: before.maker, model: before.model, hardware, firmware }
    checkTested(await testedVersions(db, [versions]), versions)
  }
  if (ends !== undefined) await checkEnd(db, before.starts, ends, now())
  await db
    .updateTable('device')
    .set({
      hardware,
      firmware,
      ...(survey && { survey: JSON.stringify(survey) }),
      ...(ends !== undefined && { ends }),
    })
    .where('id', '=', id)
    .execute()
  // Its points are another device's from the day after.
  if (ends !== undefined) await db.updateTable('point').set({ ends }).where('device', '=', id).execute()
}

/** Who takes part does so for as many days as the campaign asks for, as far as the campaign lasts. */
async function checkEnd(db: Kysely<Tables>, starts: string, ends: string, now: number): Promise<void> {
  const { least_days, time_zone, ends: over } = await campaignOf(db)
  const least = new Date(Date.parse(starts) + (least_days - 1) * 86_400_000).toISOString().slice(0, 10)
  const first = least < over ? least : over
  if (ends < first)
    throw new CampaignProblem('device-unusable', `ends: ${least_days} days are agreed, until ${first}`)
  if (ends > localDay(now, time_zone) && ends > over)
    throw new CampaignProblem('device-unusable', `ends: the campaign ends on ${over}`)
}
