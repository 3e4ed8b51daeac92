import { randomBytes } from 'node:crypto'
import type { QueryContext } from '@ferraris/service'
import { Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Static } from 'typebox'
import { campaignOf, listProvinces } from '../campaign/queries.ts'
import { CampaignProblem } from '../campaign-problem.ts'
import { localDay } from '../local-day.ts'
import { listOffers } from '../participants/offers.ts'
import { checkContract } from '../participants/queries.ts'
import type { Tables } from '../tables.ts'
import type { deviceChange, newDevice } from './schemas.ts'

type NewDevice = Static<typeof newDevice>

/**
 * Takes a device into the campaign: under a signed contract, in a place of its model, with versions that passed the integration test, at
 * points of delivery of open provinces that no other device watches. Throws CampaignProblem, Problem.
 */
export async function admitDevice({ db, now }: QueryContext<Tables>, added: NewDevice): Promise<void> {
  const { time_zone, starts, ends } = await campaignOf(db)
  const today = localDay(now(), time_zone)
  if (today > ends) throw new CampaignProblem('device-unusable', `the campaign has ended on ${ends}`)
  await checkContract(db, added.participant)
  await checkPlace(db, added)
  await checkTested(db, added)
  await checkPoints(db, added)
  await checkIdentity(db, added)
  const { id, participant, maker, model, hardware, firmware, smitpAddress, systemTitle, survey } = added
  await db
    .insertInto('device')
    .values({
      id,
      pseudonym: `D-${randomBytes(5).toString('hex')}`,
      participant,
      maker,
      model,
      hardware,
      firmware,
      smitp_address: smitpAddress,
      system_title: systemTitle,
      survey: JSON.stringify(survey),
      starts: today < starts ? starts : today,
      ends: null,
      last_upload_at: null,
      told_firmware: null,
    })
    .execute()
  for (const { meter, pod, endDevice = null, province } of added.points) {
    await db.insertInto('point').values({ device: id, meter, pod, end_device: endDevice, province }).execute()
  }
}

/** Takes a list of devices. Throws CampaignProblem that names the device. */
export async function admitDevices(context: QueryContext<Tables>, list: readonly NewDevice[]): Promise<void> {
  for (const added of list) {
    try {
      await admitDevice(context, added)
    } catch (error) {
      if (!(error instanceof CampaignProblem)) throw error
      throw new CampaignProblem(error.code, `${added.id}: ${error.detail}`)
    }
  }
}

/** Places are counted with the offer locked: of two devices for the last one only one gets it. */
async function checkPlace(db: Kysely<Tables>, { participant, maker, model }: NewDevice): Promise<void> {
  await db
    .selectFrom('offer')
    .select('granted')
    .where('participant', '=', participant)
    .where('maker', '=', maker)
    .where('model', '=', model)
    .forUpdate()
    .execute()
  const offers = await listOffers(db, participant)
  const offer = offers.find(its => its.maker === maker && its.model === model)
  if (offer === undefined)
    throw new CampaignProblem('places-exhausted', `${participant} does not offer ${maker} ${model}`)
  if (offer.granted === null)
    throw new CampaignProblem('places-exhausted', 'the places of the campaign are not shared yet')
  if (offer.devices >= offer.granted)
    throw new CampaignProblem('places-exhausted', `${maker} ${model} has ${offer.granted} places, all taken`)
}

async function checkTested(
  db: Kysely<Tables>,
  { maker, model, hardware, firmware }: Pick<NewDevice, 'maker' | 'model' | 'hardware' | 'firmware'>,
): Promise<void> {
  if (await isTested(db, { maker, model, hardware, firmware })) return
  throw new CampaignProblem('not-tested', `${maker} ${model}, hardware ${hardware}, firmware ${firmware}`)
}

/** Whether an integration test was passed with these versions. */
export async function isTested(
  db: Kysely<Tables>,
  versions: Pick<NewDevice, 'maker' | 'model' | 'hardware' | 'firmware'>,
): Promise<boolean> {
  const passed = await db
    .selectFrom('integration_test')
    .select('id')
    .where('outcome', '=', 'passed')
    .where('maker', '=', versions.maker)
    .where('model', '=', versions.model)
    .where('hardware', '=', versions.hardware)
    .where('firmware', '=', versions.firmware)
    .executeTakeFirst()
  return passed !== undefined
}

async function checkPoints(db: Kysely<Tables>, { points }: NewDevice): Promise<void> {
  const provinces = await listProvinces(db)
  for (const [at, { meter, pod, province }] of points.entries()) {
    if (points.findIndex(other => other.meter === meter || other.pod === pod) < at)
      throw new CampaignProblem('device-unusable', `points: ${meter} or ${pod} stands there twice`)
    if (provinces.find(its => its.code === province)?.open) continue
    throw new CampaignProblem('province-closed', `${province} is not open`)
  }
  if (!points.some(({ meter }) => meter === 'M1'))
    throw new CampaignProblem('device-unusable', 'points: the meter of the exchange point, M1, is missing')
  const pods = points.map(({ pod }) => pod)
  const taken = await db
    .selectFrom('point')
    .select(['pod', 'device'])
    .where('pod', 'in', pods)
    .executeTakeFirst()
  if (taken !== undefined)
    throw new Problem('already-exists', `${taken.pod} is watched by another device already`)
}

async function checkIdentity(
  db: Kysely<Tables>,
  { id, smitpAddress, systemTitle }: NewDevice,
): Promise<void> {
  const taken = await db
    .selectFrom('device')
    .select(['id', 'smitp_address'])
    .where(or =>
      or.or([
        or('id', '=', id),
        or('smitp_address', '=', smitpAddress),
        or('system_title', '=', systemTitle),
      ]),
    )
    .executeTakeFirst()
  if (taken === undefined) return
  const what =
    taken.id === id
      ? `device ${id}`
      : taken.smitp_address === smitpAddress
        ? 'this address'
        : 'this system title'
  throw new Problem('already-exists', `there is ${what} already`)
}

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
  if (hardware !== before.hardware || firmware !== before.firmware)
    await checkTested(db, { maker: before.maker, model: before.model, hardware, firmware })
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
