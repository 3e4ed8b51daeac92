import { Gauge } from 'prom-client'
import type { Feature } from '../feature.ts'

/** How far the backups reach, as a metric. */
export const backupFeature: Feature = {
  name: 'backup',
  migrations: new URL('./migrations/', import.meta.url),
  metrics: (registry, { db }) => {
    new Gauge({
      name: 'ferraris_backup_reach_timestamp_seconds',
      help: 'Until when everything is in the folder of backups; NaN without backups.',
      registers: [registry],
      async collect() {
        // A scrape must not fail because the database is away: /readyz says that.
        const row = await db
          .selectFrom('backup_reach')
          .select('reach')
          .executeTakeFirst()
          .catch(() => undefined)
        this.set(row?.reach ? row.reach.getTime() / 1000 : Number.NaN)
      },
    })
  },
}
