import type { QueryContext } from '@ferraris/service'
import { invalidParameter, Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Static } from 'typebox'
import { CampaignProblem } from '../campaign-problem.ts'
import { tell } from '../participants/notices.ts'
import type { Tables } from '../tables.ts'
import type { newVisit, Visit, visitChange } from './schemas.ts'

/** Visits, the newest first: all, those of one participant's devices, or one. */
export async function listVisits(
  db: Kysely<Tables>,
  { participant, id }: { readonly participant: string | null; readonly id?: number },
): Promise<Visit[]> {
  const rows = await db
    .selectFrom('visit as v')
    .innerJoin('device as d', 'd.id', 'v.device')
    .selectAll('v')
    .select(
      sql<
        Visit['findings']
      >`(select coalesce(jsonb_agg(jsonb_build_object('source', f.source, 'lowKhz', f.low_khz, 'highKhz', f.high_khz,
        'levelDbuv', f.level_dbuv, 'hours', f.hours, 'remedy', f.remedy) order by f.ordinal), '[]') from visit_finding f where f.visit = v.id)`.as(
        'findings',
      ),
    )
    .$if(participant !== null, query => query.where('d.participant', '=', participant))
    .$if(id !== undefined, query => query.where('v.id', '=', id as number))
    .orderBy('v.id', 'desc')
    .execute()
  return rows.map(row => ({
    id: row.id,
    device: row.device,
    reason: row.reason,
    state: row.state,
    askedAt: row.asked_at.toISOString(),
    askedBy: row.asked_by,
    plannedFor: row.planned_for,
    technician: row.technician,
    doneOn: row.done_on,
    summary: row.summary,
    findings: row.findings,
  }))
}

async function showVisit(db: Kysely<Tables>, id: number): Promise<Visit> {
  const [found] = await listVisits(db, { participant: null, id })
  if (found === undefined) throw new Problem('not-found', `there is no visit ${id}`)
  return found
}

/** Asks for a visit, as long as the campaign has some left. Throws CampaignProblem. */
export async function askForVisit(
  { db, now }: QueryContext<Tables>,
  { device, reason }: Static<typeof newVisit>,
  asker: string,
): Promise<Visit> {
  // Of two that ask for the last one only one gets it.
  const campaign = await db.selectFrom('campaign').select('most_visits').forUpdate().executeTakeFirst()
  if (campaign === undefined) throw new CampaignProblem('no-campaign', 'the campaign has not been described')
  const { taken } = await db
    .selectFrom('visit')
    .select(sql<number>`count(*)::int`.as('taken'))
    .where('state', '<>', 'cancelled')
    .executeTakeFirstOrThrow()
  if (taken >= campaign.most_visits)
    throw new CampaignProblem('visits-exhausted', `${taken} of ${campaign.most_visits} are taken`)
  const { id } = await db
    .insertInto('visit')
    .values({
      device,
      reason,
      state: 'asked',
      asked_at: new Date(now()),
      asked_by: asker,
      planned_for: null,
      technician: null,
      done_on: null,
      summary: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return showVisit(db, id)
}

/** Plans a visit, notes what it found, or cancels it; the participant is told. Throws Problem. */
export async function changeVisit(
  { db, now }: QueryContext<Tables>,
  id: number,
  change: Static<typeof visitChange>,
): Promise<Visit> {
  const before = await showVisit(db, id)
  const { state, plannedFor, technician, doneOn, summary, findings } = change
  if (before.state === 'done' || before.state === 'cancelled')
    throw new Problem('already-over', `visit ${id} is ${before.state}`)
  if (state === 'planned' && plannedFor === undefined)
    throw invalidParameter('plannedFor', 'is missing for a planned visit')
  if (state === 'done' && (doneOn === undefined || findings === undefined))
    throw invalidParameter(
      'findings',
      '`doneOn` and `findings` are needed; with the source `none` where nothing was found',
    )
  await db
    .updateTable('visit')
    .set({
      state,
      planned_for: plannedFor ?? before.plannedFor,
      technician: technician ?? before.technician,
      done_on: doneOn ?? null,
      summary: summary ?? before.summary,
    })
    .where('id', '=', id)
    .execute()
  for (const [ordinal, { source, lowKhz, highKhz, levelDbuv, hours, remedy }] of (findings ?? []).entries()) {
    await db
      .insertInto('visit_finding')
      .values({
        visit: id,
        ordinal,
        source,
        low_khz: lowKhz,
        high_khz: highKhz,
        level_dbuv: levelDbuv,
        hours,
        remedy,
      })
      .execute()
  }
  const { participant } = await db
    .selectFrom('device')
    .select('participant')
    .where('id', '=', before.device)
    .executeTakeFirstOrThrow()
  await tell(db, now(), participant, 'visit', {
    device: before.device,
    state,
    ...(plannedFor && { day: plannedFor }),
    ...(doneOn && { day: doneOn }),
  })
  return showVisit(db, id)
}
