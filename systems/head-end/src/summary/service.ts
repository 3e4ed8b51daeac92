import type { QueryContext } from '@ferraris/service'
import { countConcentrators } from '../network/concentrators/queries.ts'
import { storeSummary } from '../readings/summary.ts'
import type { Tables } from '../tables.ts'
import { findProblems } from './problems/problems.ts'
import type { Summary } from './schemas.ts'

/** What the collector is doing at this moment. */
interface CollectionActivity {
  readonly activeSessions: number
  readonly sessionsPerSecond: number
}

export interface SummarySources extends QueryContext<Tables> {
  /** IANA zone of the local days. */
  readonly timeZone: string
  readonly collector: { activity(): CollectionActivity }
}

/** The overview: what the store knows, and what the collector is doing. */
export async function summarize({ db, now, timeZone, collector }: SummarySources): Promise<Summary> {
  const at = now()
  const [stored, concentrators, { problems, total }] = await Promise.all([
    storeSummary(db, { now: at, timeZone }),
    countConcentrators(db),
    findProblems(db, at),
  ])
  const { activeSessions, sessionsPerSecond } = collector.activity()
  return {
    ...stored,
    concentrators,
    problems,
    problemsTotal: total,
    collection: { ...stored.collection, activeSessions, sessionsPerSecond },
    now: new Date(at).toISOString(),
    timeZone,
  }
}
