import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'

/** What became of one meter that an activity named. */
export interface ReportRow {
  readonly endDevice: string | null
  readonly concentrator: string | null
  readonly stage: number | null
  /** Of its order, or `left-out`. */
  readonly state: string
  readonly attempts: number | null
  readonly cause: string | null
  readonly detail: string | null
  readonly requested: Date | null
  readonly sent: Date | null
  readonly confirmed: Date | null
  readonly verified: Date | null
  readonly changed: Date | null
  readonly order: string | null
}

/** Rows asked for at a time: a report of 100,000 meters is never in memory as a whole. */
const stride = 2000

/** All meters of an activity, its orders first, those that got none at the end. */
export async function* reportRows(db: Kysely<Tables>, activity: string): AsyncGenerator<ReportRow> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { rows }: { rows: (ReportRow & { ordinal: number })[] } = await sql<
      ReportRow & { ordinal: number }
    >`
      select c.ordinal, d.serial as "endDevice", nullif(c.via, '') as concentrator, c.stage, c.state, c.attempts, c.cause, c.detail,
        c.created_at as requested, c.sent_at as sent, c.confirmed_at as confirmed, c.verified_at as verified,
        c.changed_at as changed, c.id as "order"
      from end_device_control c left join end_device d on d.id = c.end_device_id
      where c.activity = ${activity} and c.ordinal > ${after} order by c.ordinal limit ${stride}`.execute(db)
    for (const { ordinal: _, ...row } of rows) yield row
    after = rows.length < stride ? undefined : rows.at(-1)?.ordinal
  }
  yield* leftOutRows(db, activity)
}

async function* leftOutRows(db: Kysely<Tables>, activity: string): AsyncGenerator<ReportRow> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: { serial: string; reason: string; detail: string }[] = await db
      .selectFrom('activity_left_out')
      .select(['serial', 'reason', 'detail'])
      .where('activity', '=', activity)
      .where('serial', '>', after)
      .orderBy('serial')
      .limit(stride)
      .execute()
    for (const { serial, reason, detail } of rows) {
      yield { ...noOrder, endDevice: serial, state: 'left-out', cause: reason, detail }
    }
    after = rows.length < stride ? undefined : rows.at(-1)?.serial
  }
}

const noOrder = {
  concentrator: null,
  stage: null,
  attempts: null,
  requested: null,
  sent: null,
  confirmed: null,
  verified: null,
  changed: null,
  order: null,
}
