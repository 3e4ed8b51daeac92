import type { QueryContext } from '@ferraris/service'
import { invalidParameter, Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Static } from 'typebox'
import { campaignOf } from '../campaign/queries.ts'
import { shareQuota } from '../quota/share-quota.ts'
import type { Tables } from '../tables.ts'
import { tell } from './notices.ts'
import type { Offer, offerChange } from './schemas.ts'

/** Offers by participant and model: all, or those of some. */
export async function listOffers(
  db: Kysely<Tables>,
  participants: readonly string[] | null,
): Promise<Offer[]> {
  const rows = await db
    .selectFrom('offer as o')
    .selectAll('o')
    .select(eb =>
      eb
        .selectFrom('device as d')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('d.participant', '=', 'o.participant')
        .whereRef('d.maker', '=', 'o.maker')
        .whereRef('d.model', '=', 'o.model')
        .where('d.ends', 'is', null)
        .as('devices'),
    )
    .$if(participants !== null, query => query.where('o.participant', 'in', participants ?? []))
    .orderBy('o.participant')
    .orderBy('maker')
    .orderBy('model')
    .execute()
  return rows.map(row => ({ ...row, devices: row.devices ?? 0 }))
}

/** Puts all that a participant offers in place of what it offered. Places of what stays offered alike stay. Throws Problem. */
export async function saveOffers(
  db: Kysely<Tables>,
  participant: string,
  { items }: Static<typeof offerChange>,
): Promise<void> {
  const names = items.map(({ maker, model }) => JSON.stringify([maker, model]))
  if (new Set(names).size < names.length) throw invalidParameter('items', 'one model is offered twice')
  const before = await listOffers(db, [participant])
  for (const { maker, model, devices } of before) {
    if (names.includes(JSON.stringify([maker, model]))) continue
    if (devices > 0)
      throw new Problem('in-use', `${devices} devices of ${maker} ${model} take part; end them first`)
    await db
      .deleteFrom('offer')
      .where('participant', '=', participant)
      .where('maker', '=', maker)
      .where('model', '=', model)
      .execute()
  }
  for (const { maker, model, offered } of items) {
    await db
      .insertInto('offer')
      .values({ participant, maker, model, offered, granted: null })
      .onConflict(c =>
        c.columns(['participant', 'maker', 'model']).doUpdateSet({
          offered,
          granted: sql`case when offer.offered = ${offered} then offer.granted end`,
        }),
      )
      .execute()
  }
}

/** Shares the places of the campaign among the offers under signed contracts, and tells each participant its own. Throws CampaignProblem. */
export async function sharePlaces({ db, now }: QueryContext<Tables>): Promise<Offer[]> {
  const { target } = await campaignOf(db)
  const signed = await db
    .selectFrom('participant')
    .select('id')
    .where('contract_state', '=', 'signed')
    .execute()
  const ids = new Set(signed.map(({ id }) => id))
  const offers = (await listOffers(db, null)).filter(({ participant }) => ids.has(participant))
  const shared = shareQuota(offers, target)
  for (const { participant, maker, model, offered, granted } of shared) {
    await db
      .updateTable('offer')
      .set({ granted })
      .where('participant', '=', participant)
      .where('maker', '=', maker)
      .where('model', '=', model)
      .execute()
    const told = { maker, model, offered: String(offered), granted: String(granted) }
    await tell(db, now(), participant, 'places', told)
  }
  await db
    .updateTable('campaign')
    .set({ shared_at: new Date(now()) })
    .execute()
  return listOffers(db, null)
}
