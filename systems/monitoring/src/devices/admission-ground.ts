import type { QueryContext } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Static } from 'typebox'
import { campaignOf, listProvinces } from '../campaign/queries.ts'
import { CampaignProblem } from '../campaign-problem.ts'
import { localDay } from '../local-day.ts'
import { listOffers } from '../participants/offers.ts'
import type { ParticipantRow } from '../participants/tables.ts'
import type { Tables } from '../tables.ts'
import type { newDevice } from './schemas.ts'
import { testedVersions } from './tested.ts'

export type NewDevice = Static<typeof newDevice>

/** What devices are measured against before they are taken: of all of a list at once, and counted on with each that is taken. */
export interface AdmissionGround {
  /** First day of those that are taken now. */
  readonly starts: string
  readonly contracts: ReadonlyMap<string, ParticipantRow['contract_state']>
  /** By participant, maker and model. */
  readonly places: ReadonlyMap<string, { readonly granted: number | null; taken: number }>
  readonly tested: ReadonlySet<string>
  readonly openProvinces: ReadonlySet<string>
  readonly ids: Set<string>
  readonly addresses: Set<string>
  /** Those of devices that take part then. */
  readonly titles: Set<string>
  readonly pods: Set<string>
}

/** Offers are locked: of two lists for the last place only one gets it. Throws CampaignProblem. */
export async function groundOf(
  { db, now }: QueryContext<Tables>,
  list: readonly NewDevice[],
): Promise<AdmissionGround> {
  const { time_zone, starts: first, ends } = await campaignOf(db)
  const today = localDay(now(), time_zone)
  if (today > ends) throw new CampaignProblem('device-unusable', `the campaign has ended on ${ends}`)
  const starts = today < first ? first : today
  const participants = [...new Set(list.map(({ participant }) => participant))]
  const contracts = await db
    .selectFrom('participant')
    .select(['id', 'contract_state'])
    .where('id', 'in', participants)
    .execute()
  const provinces = await listProvinces(db)
  return {
    starts,
    contracts: new Map(contracts.map(({ id, contract_state }) => [id, contract_state])),
    places: await placesOf(db, participants),
    tested: await testedVersions(db, list),
    openProvinces: new Set(provinces.filter(({ open }) => open).map(({ code }) => code)),
    ...(await takenBefore(db, list, starts)),
  }
}

async function placesOf(db: Kysely<Tables>, participants: readonly string[]) {
  await db
    .selectFrom('offer')
    .select('granted')
    .where('participant', 'in', participants)
    .orderBy('participant')
    .orderBy('maker')
    .orderBy('model')
    .forUpdate()
    .execute()
  const offers = await listOffers(db, participants)
  return new Map(offers.map(offer => [placeOf(offer), { granted: offer.granted, taken: offer.devices }]))
}

/** What other devices have: names and addresses for good, meters and points of delivery as long as they take part. */
async function takenBefore(db: Kysely<Tables>, list: readonly NewDevice[], starts: string) {
  const column = (of: (device: NewDevice) => string) => list.map(of)
  const { rows: devices } = await sql<{
    id: string
    smitp_address: string
    system_title: string
    isOver: boolean
  }>`select id, smitp_address, system_title, coalesce(ends < ${starts}::date, false) as "isOver" from device
    where id = any(${column(({ id }) => id)}) or smitp_address = any(${column(({ smitpAddress }) => smitpAddress)})
      or system_title = any(${column(({ systemTitle }) => systemTitle)})`.execute(db)
  const pods = list.flatMap(({ points }) => points.map(({ pod }) => pod))
  const { rows: points } = await sql<{ pod: string }>`
    select pod from point where pod = any(${pods}) and (ends is null or ends >= ${starts}::date)`.execute(db)
  return {
    ids: new Set(devices.map(({ id }) => id)),
    addresses: new Set(devices.map(({ smitp_address }) => smitp_address)),
    titles: new Set(devices.filter(({ isOver }) => !isOver).map(({ system_title }) => system_title)),
    pods: new Set(points.map(({ pod }) => pod)),
  }
}

/** The key of places. */
export function placeOf({
  participant,
  maker,
  model,
}: Pick<NewDevice, 'participant' | 'maker' | 'model'>): string {
  return JSON.stringify([participant, maker, model])
}
