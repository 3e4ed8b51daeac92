import type { QueryContext } from '@ferraris/service'
import { invalidParameter } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Static } from 'typebox'
import { CampaignProblem } from '../campaign-problem.ts'
import { localDay } from '../local-day.ts'
import type { Tables } from '../tables.ts'
import type { Campaign, campaignSettings, Province, provinceChange } from './schemas.ts'
import type { CampaignRow } from './tables.ts'

type Database = Kysely<Tables>

/** The campaign as it is stored; undefined before it is described. */
export function findCampaign(db: Database): Promise<CampaignRow | undefined> {
  return db.selectFrom('campaign').selectAll().executeTakeFirst() as Promise<CampaignRow | undefined>
}

/** Throws CampaignProblem `no-campaign`. */
export async function campaignOf(db: Database): Promise<CampaignRow> {
  const found = await findCampaign(db)
  if (found === undefined) throw new CampaignProblem('no-campaign', 'the campaign has not been described')
  return found
}

/** Throws CampaignProblem `no-campaign`. */
export async function showCampaign({ db, now }: QueryContext<Tables>): Promise<Campaign> {
  const row = await campaignOf(db)
  const { devices, visits } = await db
    .selectNoFrom(eb => [
      eb.selectFrom('device').select(count).as('devices'),
      eb.selectFrom('visit').select(count).where('state', '<>', 'cancelled').as('visits'),
    ])
    .executeTakeFirstOrThrow()
  return {
    name: row.name,
    timeZone: row.time_zone,
    starts: row.starts,
    ends: row.ends,
    target: row.target,
    leastDays: row.least_days,
    leastMeters: row.least_meters,
    mostVisits: row.most_visits,
    noticeDays: row.notice_days,
    today: localDay(now(), row.time_zone),
    now: new Date(now()).toISOString(),
    sharedAt: (row.shared_at as unknown as Date | null)?.toISOString() ?? null,
    devices: devices ?? 0,
    visits: visits ?? 0,
  }
}

const count = sql<number>`count(*)::int`.as('count')

export async function saveCampaign(db: Database, settings: Static<typeof campaignSettings>): Promise<void> {
  if (settings.ends < settings.starts) throw invalidParameter('ends', 'is before the first day')
  const isZone = Intl.supportedValuesOf('timeZone').includes(settings.timeZone)
  if (!isZone) throw invalidParameter('timeZone', `${settings.timeZone} is no IANA zone`)
  const row = {
    name: settings.name,
    time_zone: settings.timeZone,
    starts: settings.starts,
    ends: settings.ends,
    target: settings.target,
    least_days: settings.leastDays,
    least_meters: settings.leastMeters,
    most_visits: settings.mostVisits,
    notice_days: settings.noticeDays,
  }
  await db
    .insertInto('campaign')
    .values({ single: true, ...row })
    .onConflict(c => c.column('single').doUpdateSet(row))
    .execute()
}

export async function listProvinces(db: Database): Promise<Province[]> {
  const rows = await db
    .selectFrom('province as p')
    .leftJoin('campaign as c', join => join.onTrue())
    .select(['code', 'p.name', 'region', 'meters'])
    .select(eb => [
      sql<boolean>`coalesce(meters >= least_meters, false)`.as('open'),
      eb.selectFrom('point').select(count).whereRef('province', '=', 'code').as('devices'),
    ])
    .orderBy('p.name')
    .execute()
  return rows.map(row => ({ ...row, devices: row.devices ?? 0 }))
}

export async function saveProvinces(db: Database, { items }: Static<typeof provinceChange>): Promise<void> {
  for (const item of items) {
    await db
      .insertInto('province')
      .values(item)
      .onConflict(c => c.column('code').doUpdateSet(item))
      .execute()
  }
}
