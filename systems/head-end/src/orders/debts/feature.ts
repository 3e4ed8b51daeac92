import type { Feature } from '@ferraris/service'
import { watchDebts } from './metrics.ts'
import { type DebtParts, debtRoutes } from './routes.ts'
import { type DebtListRequest, debtResources } from './schemas.ts'

/** Supplies that are switched off for debt, and given back when it is paid. */
export const debts: Feature<DebtParts> = {
  name: 'debts',
  migrations: new URL('./migrations/', import.meta.url),
  resources: debtResources,
  routes: debtRoutes,
  metrics: watchDebts,
  audited: {
    'POST /debt-lists': { action: 'debts.listed', detail: listed },
    'POST /debt-payments': { action: 'debt.paid', recorded: ['endDevice', 'reference', 'credit'] },
  },
}

/** What was asked for; of the debts only how many. */
function listed({ csv, debts, ...request }: DebtListRequest): object {
  return {
    ...request,
    ...(debts !== undefined && { debts: debts.length }),
    ...(csv !== undefined && { csv: csv.length }),
  }
}
