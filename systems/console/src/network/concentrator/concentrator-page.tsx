import { useQuery } from '@tanstack/react-query'
import { type ReactNode, Suspense } from 'react'
import { Link } from 'wouter'
import { concentratorQuery, districtQuery } from '../../api/network-queries.ts'
import { ProblemError } from '../../api/problem.ts'
import type { ConcentratorDetail } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Icon } from '../../kit/icon.tsx'
import { Page } from '../../kit/page/page.tsx'
import { TabLinks } from '../../kit/page/tab-links.tsx'
import { Boundary } from '../../kit/part/boundary.tsx'
import { part } from '../../kit/part/part.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { OrdersTab } from '../../orders/record/list/orders-tab.tsx'
import { isAway } from '../concentrator-state.tsx'
import { ItselfTab } from '../itself/itself-tab.tsx'
import { LineTab } from '../line/line-tab.tsx'
import { RefusedTab } from '../refused/refused-tab.tsx'
import { SettingsTab } from '../settings/settings-tab.tsx'
import { StatisticsTab } from '../statistics/statistics-tab.tsx'
import { addressOf } from '../way.ts'
import { ConcentratorFacts } from './concentrator-facts.tsx'

const TablesTab = part(() => import('../tables/tables-tab.tsx'))
const TicketsTab = part(() => import('../tickets/tickets-tab.tsx'))
// Only simulated districts have it.
const FaultsTab = part(() => import('../faults/faults-tab.tsx'))

const everyTab = [
  'line',
  'statistics',
  'orders',
  'itself',
  'refused',
  'settings',
  'tables',
  'tickets',
  'faults',
] as const

/** One concentrator: its line as it is now, its figures, its orders; and the faults of a simulated district. */
export default function ConcentratorPage({ id, tab }: { id: string; tab: string | undefined }) {
  const t = useText()
  const { data: concentrator, error, refetch } = useQuery(concentratorQuery(id))
  const { data: district } = useQuery(districtQuery)
  const plan = district?.substations.find(substation => substation.concentrator === id)

  const tabs = everyTab.filter(name => name !== 'faults' || district)
  const current = tabs.find(known => known === tab) ?? 'line'
  return (
    <Page title={id} heading={<Heading>{id}</Heading>}>
      {error && <ConcentratorFailure id={id} error={error} onRetry={() => void refetch()} />}
      {!concentrator && !error && <Skeleton lines={8} />}
      {concentrator && (
        <>
          <ConcentratorFacts concentrator={concentrator} />
          <Away concentrator={concentrator} />
          <TabLinks
            label={t('concentrator.parts')}
            tabs={tabs.map(name => ({
              href: name === 'line' ? addressOf(id) : addressOf(id, name),
              name: t(`concentrator.tab.${name}`),
              current: name === current,
            }))}
          />
          <Boundary of={current}>
            <Suspense fallback={<Skeleton lines={8} />}>
              {current === 'line' && <LineTab concentrator={concentrator} plan={plan} />}
              {current === 'statistics' && <StatisticsTab concentrator={concentrator} />}
              {current === 'orders' && <OrdersTab concentrator={id} />}
              {current === 'itself' && <ItselfTab concentrator={id} />}
              {current === 'refused' && <RefusedTab concentrator={id} />}
              {current === 'settings' && <SettingsTab concentrator={id} />}
              {current === 'tables' && <TablesTab concentrator={id} />}
              {current === 'tickets' && <TicketsTab concentrator={id} />}
              {current === 'faults' && district && <FaultsTab concentrator={id} district={district} />}
            </Suspense>
          </Boundary>
        </>
      )}
    </Page>
  )
}

function Heading({ children }: { children: ReactNode }) {
  const t = useText()
  return (
    <span className="flex items-center gap-3">
      <Link
        href="/network"
        aria-label={t('concentrator.back')}
        className="-ml-1 rounded-control p-1 text-ink-3 hover:text-ink"
      >
        <Icon name="back" />
      </Link>
      {children}
    </span>
  )
}

/** A picture of the past must say so. */
function Away({ concentrator }: { concentrator: ConcentratorDetail }) {
  const { lastHeard, since } = concentrator
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  if (!isAway(concentrator)) return null
  return (
    <p className="mb-4 border-l-2 border-critical py-1 pl-3 text-ink-2">
      {t('concentrator.away', { time: format.minute(zone, lastHeard ?? since) })}
    </p>
  )
}

function ConcentratorFailure({ id, error, onRetry }: { id: string; error: Error; onRetry: () => void }) {
  const t = useText()
  if (error instanceof ProblemError && error.status === 404) {
    return (
      <Empty title={t('concentrator.unknown', { id })}>
        <Link href="/network" className="link">
          {t('concentrators.all')}
        </Link>
      </Empty>
    )
  }
  return <Failure what={t('concentrator.failed', { id })} error={error} onRetry={onRetry} />
}
