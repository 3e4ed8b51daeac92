import { type Feature, page } from '@ferraris/service'
import { everyMinute } from '../every-minute.ts'
import type { ControlParts } from '../record/order.ts'
import { judgeComparisons, listChecks, orderComparisons, planChecks } from './checks.ts'
import { checkQuery, configurationCheck } from './schemas.ts'

/** The day after a meter was configured: whether it does what the configuration says. */
export const nextDay: Feature<ControlParts> = {
  name: 'next day',
  migrations: new URL('./migrations/', import.meta.url),
  resources: [configurationCheck],
  routes:
    ({ db }) =>
    async app => {
      app.get('/configuration-checks', {
        config: { access: 'viewer' },
        schema: {
          tags: ['files'],
          summary: 'Whether configured meters show the day after what their configuration says',
          querystring: checkQuery,
          response: { 200: page(configurationCheck) },
        },
        handler: request => listChecks(db, request.query),
      })
    },
  start: (parts, onTrouble) => everyMinute(() => lookAfter(parts), onTrouble),
}

/** Notes what was configured, orders comparisons that are due, and says what came of those that are over. */
export async function lookAfter(parts: ControlParts): Promise<void> {
  await planChecks(parts.db)
  await orderComparisons(parts)
  await judgeComparisons(parts.db, parts.now())
}
