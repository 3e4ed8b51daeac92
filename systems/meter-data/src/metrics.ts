import { Gauge, type Registry } from 'prom-client'
import type { MeterDataParts } from './parts.ts'

/** Days that wait for a person, and days that wait to be judged, asked for at each scrape. */
export function watchMeterData(registry: Registry, { pool, now }: MeterDataParts): void {
  const registers = [registry]
  new Gauge({
    name: 'ferraris_meter_data_exceptions',
    help: 'Days that wait for a person, by state.',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      this.reset()
      const { rows } = await pool.query<{ state: string; count: number }>(
        "select state, count(*) as count from meter_data_day where state in ('suspect', 'invalid') group by state",
      )
      for (const { state, count } of rows) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'ferraris_meter_data_due',
    help: 'Days of meters that are over and not judged yet.',
    registers,
    async collect() {
      const { rows } = await pool.query<{ count: number }>(
        'select count(*) as count from meter_data_due where over_at <= $1',
        [new Date(now())],
      )
      this.set(rows[0]?.count ?? 0)
    },
  })
}
