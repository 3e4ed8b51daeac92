import { randomBytes } from 'node:crypto'
import { Problem, type QueryContext } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import { CampaignProblem } from '../campaign-problem.ts'
import type { Tables } from '../tables.ts'
import { type AdmissionGround, groundOf, type NewDevice, placeOf } from './admission-ground.ts'
import { checkTested } from './tested.ts'

/**
 * Takes devices into the campaign, all of them or none: under a signed contract, in a place of its model, with versions that passed the
 * integration test, at points of delivery of open provinces that no other device watches. What is in the way names the device, where
 * there are several. Throws CampaignProblem, Problem.
 */
export async function admitDevices(context: QueryContext<Tables>, list: readonly NewDevice[]): Promise<void> {
  const ground = await groundOf(context, list)
  for (const added of list) {
    try {
      checkDevice(ground, added)
    } catch (error) {
      if (list.length === 1) throw error
      if (error instanceof CampaignProblem)
        throw new CampaignProblem(error.code, `${added.id}: ${error.detail}`)
      if (error instanceof Problem) throw new Problem(error.code, `${added.id}: ${error.detail}`)
      throw error
    }
  }
  await insertDevices(context.db, list, ground.starts)
}

/** Checks a device, and takes its place and its points. */
function checkDevice(ground: AdmissionGround, added: NewDevice): void {
  const contract = ground.contracts.get(added.participant)
  if (contract === undefined) throw new Problem('not-found', `there is no participant ${added.participant}`)
  if (contract !== 'signed')
    throw new CampaignProblem('contract-missing', `the contract of ${added.participant} is ${contract}`)
  takePlace(ground, added)
  checkTested(ground.tested, added)
  takePoints(ground, added)
  takeIdentity(ground, added)
}

function takePlace({ places }: AdmissionGround, added: NewDevice): void {
  const { participant, maker, model } = added
  const place = places.get(placeOf(added))
  if (place === undefined)
    throw new CampaignProblem('places-exhausted', `${participant} does not offer ${maker} ${model}`)
  if (place.granted === null)
    throw new CampaignProblem('places-exhausted', 'the places of the campaign are not shared yet')
  if (place.taken >= place.granted)
    throw new CampaignProblem('places-exhausted', `${maker} ${model} has ${place.granted} places, all taken`)
  place.taken++
}

function takePoints({ openProvinces, pods }: AdmissionGround, { points }: NewDevice): void {
  for (const [at, { meter, pod, province }] of points.entries()) {
    if (points.findIndex(other => other.meter === meter || other.pod === pod) < at)
      throw new CampaignProblem('device-unusable', `points: ${meter} or ${pod} stands there twice`)
    if (!openProvinces.has(province)) throw new CampaignProblem('province-closed', `${province} is not open`)
  }
  if (!points.some(({ meter }) => meter === 'M1'))
    throw new CampaignProblem('device-unusable', 'points: the meter of the exchange point, M1, is missing')
  for (const { pod } of points) {
    if (pods.has(pod)) throw new Problem('already-exists', `${pod} is watched by another device already`)
    pods.add(pod)
  }
}

function takeIdentity(ground: AdmissionGround, { id, smitpAddress, systemTitle }: NewDevice): void {
  const { ids, addresses, titles } = ground
  for (const [taken, own, what] of [
    [ids, id, `device ${id}`],
    [addresses, smitpAddress, 'this address'],
    [titles, systemTitle, 'this system title'],
  ] as const) {
    if (taken.has(own)) throw new Problem('already-exists', `there is ${what} already`)
    taken.add(own)
  }
}

async function insertDevices(db: Kysely<Tables>, list: readonly NewDevice[], starts: string): Promise<void> {
  const devices = list.map(({ points: _, survey, ...device }) => ({
    ...device,
    pseudonym: `D-${randomBytes(5).toString('hex')}`,
    survey,
  }))
  await sql`
    insert into device (id, pseudonym, participant, maker, model, hardware, firmware, smitp_address, system_title, survey, starts)
    select id, pseudonym, participant, maker, model, hardware, firmware, "smitpAddress", "systemTitle", survey, ${starts}::date
    from jsonb_to_recordset(${JSON.stringify(devices)}::jsonb) as t (id text, pseudonym text, participant text, maker text,
      model text, hardware text, firmware text, "smitpAddress" text, "systemTitle" text, survey jsonb)`.execute(
    db,
  )
  const points = list.flatMap(({ id, points: its }) => its.map(point => ({ device: id, ...point })))
  await sql`
    insert into point (device, meter, pod, end_device, province)
    select device, meter, pod, "endDevice", province from jsonb_to_recordset(${JSON.stringify(points)}::jsonb)
      as t (device text, meter text, pod text, "endDevice" text, province text)`.execute(db)
}
