import type { EnergyBalance as ReportedBalance } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { BalanceReport } from './schemas.ts'

/** Sections that one concentrator reports of. */
const mostTransformers = 64

/** Keeps the balance that a concentrator has computed itself; a later one of that day replaces it. */
export async function storeReport(
  db: Kysely<Tables>,
  concentrator: string,
  report: ReportedBalance,
  now: number,
): Promise<void> {
  const { transformer, day } = report
  const { rows } = await sql<{ others: number }>`
    select count(*) as others from energy_balance_report
    where concentrator = ${concentrator} and day = ${day} and transformer <> ${transformer}`.execute(db)
  if (rows.some(({ others }) => others >= mostTransformers)) return
  const values = { report: JSON.stringify(report), received_at: new Date(now) }
  await db
    .insertInto('energy_balance_report')
    .values({ concentrator, transformer, day, ...values })
    .onConflict(conflict => conflict.columns(['concentrator', 'transformer', 'day']).doUpdateSet(values))
    .execute()
}

export async function reportsOf(
  db: Kysely<Tables>,
  concentrator: string,
  day: string,
): Promise<BalanceReport[]> {
  const rows = await db
    .selectFrom('energy_balance_report')
    .select('report')
    .where('concentrator', '=', concentrator)
    .where('day', '=', day)
    .orderBy('transformer')
    .execute()
  return rows.map(({ report: { transformer, lossShare, meters, missing, step } }) => ({
    transformer,
    lossShare,
    step: step ?? null,
    meters: { known: meters - missing, expected: meters },
  }))
}
