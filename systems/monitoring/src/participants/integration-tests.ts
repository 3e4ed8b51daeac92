import { dayNumber } from '@ferraris/cosem'
import type { QueryContext } from '@ferraris/service'
import { invalidParameter, Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Static } from 'typebox'
import { campaignOf } from '../campaign/queries.ts'
import { CampaignProblem } from '../campaign-problem.ts'
import { localDay } from '../local-day.ts'
import type { Tables } from '../tables.ts'
import { tell } from './notices.ts'
import { checkContract } from './queries.ts'
import type { IntegrationTest, newTest, testOutcome } from './schemas.ts'

/** Integration tests, the newest first: all, those of one participant, or one. */
export async function listTests(
  db: Kysely<Tables>,
  { participant = null, id }: { readonly participant?: string | null; readonly id?: number },
): Promise<IntegrationTest[]> {
  const rows = await db
    .selectFrom('integration_test')
    .selectAll()
    .$if(participant !== null, query => query.where('participant', '=', participant))
    .$if(id !== undefined, query => query.where('id', '=', id as number))
    .orderBy('id', 'desc')
    .execute()
  return rows.map(row => ({
    id: row.id,
    participant: row.participant,
    maker: row.maker,
    model: row.model,
    hardware: row.hardware,
    firmware: row.firmware,
    from: row.from_day,
    to: row.to_day,
    place: row.place,
    bookedAt: row.booked_at.toISOString(),
    outcome: row.outcome,
    outcomeAt: row.outcome_at?.toISOString() ?? null,
    report: row.report,
  }))
}

async function showTest(db: Kysely<Tables>, id: number): Promise<IntegrationTest> {
  const [found] = await listTests(db, { id })
  if (found === undefined) throw new Problem('not-found', `there is no integration test ${id}`)
  return found
}

/** Books a test, and tells the participant its dates. Throws CampaignProblem, Problem. */
export async function bookTest(
  { db, now }: QueryContext<Tables>,
  test: Static<typeof newTest>,
): Promise<IntegrationTest> {
  const { notice_days, time_zone } = await campaignOf(db)
  await checkContract(db, test.participant)
  if (test.to < test.from) throw invalidParameter('to', 'is before the first day')
  const notice = dayNumber(test.from) - dayNumber(localDay(now(), time_zone))
  if (notice < notice_days) {
    throw new CampaignProblem(
      'notice-too-short',
      `${test.from} is ${notice} days from now; ${notice_days} are promised`,
    )
  }
  const { participant, maker, model, hardware, firmware, from, to, place } = test
  const { id } = await db
    .insertInto('integration_test')
    .values({
      participant,
      maker,
      model,
      hardware,
      firmware,
      from_day: from,
      to_day: to,
      place,
      booked_at: new Date(now()),
      outcome: null,
      outcome_at: null,
      report: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tell(db, now(), participant, 'test-booked', { maker, model, hardware, firmware, from, to, place })
  return showTest(db, id)
}

/** Notes how a test came out, once, and tells the participant. Throws Problem. */
export async function concludeTest(
  { db, now }: QueryContext<Tables>,
  id: number,
  { outcome, report }: Static<typeof testOutcome>,
): Promise<IntegrationTest> {
  const test = await showTest(db, id)
  if (test.outcome !== null)
    throw new Problem('already-over', `integration test ${id} has ${test.outcome} already`)
  await db
    .updateTable('integration_test')
    .set({ outcome, outcome_at: new Date(now()), report: report ?? null })
    .where('id', '=', id)
    .execute()
  const { participant, maker, model, hardware, firmware } = test
  await tell(db, now(), participant, 'test-outcome', { maker, model, hardware, firmware, outcome })
  return showTest(db, id)
}
