import type { Logger, QueryContext } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Tables } from '../tables.ts'
import type { SweepObserver } from './sweep/sweep.ts'

/** How alarms and incidents stand, asked for at each scrape. Their labels are states and severities: their number is fixed. */
export function watchAlarms(registry: Registry, { db }: Pick<QueryContext<Tables>, 'db'>): void {
  gauge(registry, db, {
    name: 'ferraris_alarms',
    help: 'Alarms that are not closed and belong to no incident, by state and severity.',
    labels: ['state', 'severity'],
    of: sql`select state, severity, count(*) as value from alarm
      where state <> 'closed' and incident_id is null group by state, severity`,
  })
  gauge(registry, db, {
    name: 'ferraris_incidents',
    help: 'Incidents that are not closed, by kind, course and state.',
    labels: ['kind', 'course', 'state'],
    of: sql`select kind, course, state, count(*) as value from incident where state <> 'closed' group by kind, course, state`,
  })
  gauge(registry, db, {
    name: 'ferraris_homes_without_supply',
    help: 'Homes without supply now: confirmed by their meters, or suspected.',
    labels: ['confirmed'],
    of: sql`select case when confirmed then 'yes' else 'no' end as confirmed, count(*) as value from interruption
      where ended is null group by confirmed`,
  })
  gauge(registry, db, {
    name: 'ferraris_oldest_new_incident_seconds',
    help: 'Age of the oldest incident that none has acknowledged.',
    labels: [],
    of: sql`select extract(epoch from now() - min(opened_at))::float8 as value from incident where state = 'new'`,
  })
}

interface GaugeOf {
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  readonly of: ReturnType<typeof sql>
}

function gauge(registry: Registry, db: Kysely<Tables>, { name, help, labels, of }: GaugeOf): void {
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      // A scrape must not fail because the database is away: /readyz says that.
      const rows = await of.execute(db).then(
        found => found.rows as (Record<string, string> & { readonly value: number | null })[],
        () => [],
      )
      this.reset()
      for (const { value, ...of } of rows) this.set(of as never, Number(value ?? 0))
    },
  })
}

/** What rounds of the sweep report, for metrics and the log. */
export function alarmObserver(registry: Registry, log: Logger): SweepObserver {
  const duration = new Histogram({
    name: 'ferraris_alarm_sweep_seconds',
    help: 'What a round takes that makes incidents of alarms.',
    buckets: [0.01, 0.05, 0.2, 1, 5, 30],
    registers: [registry],
  })
  return {
    round: seconds => duration.observe(seconds),
    trouble: error => log.error({ err: error }, 'alarms are gathered on after an error'),
  }
}
