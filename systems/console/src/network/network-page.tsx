import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { districtQuery, newMetersCountQuery } from '../api/network-queries.ts'
import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { part } from '../kit/part/part.tsx'
import { Skeleton } from '../kit/states.tsx'
import { BalanceTab } from './balance/balance-tab.tsx'
import { ConcentratorsTab } from './concentrators/concentrators-tab.tsx'
import { InboxTab } from './inbox/inbox-tab.tsx'

const PushesTab = part(() => import('./pushes/pushes-tab.tsx'))
const CommunicationTab = part(() => import('./communication/communication-tab.tsx'))
const SilentTab = part(() => import('./silent/silent-tab.tsx'))

// Only simulated districts have it.
const FaultsTab = part(() => import('./faults/faults-tab.tsx'))

const everyTab = [
  'concentrators',
  'new-meters',
  'pushes',
  'balance',
  'silent',
  'communication',
  'faults',
] as const
type Tab = (typeof everyTab)[number]

/** Concentrators, the meters they have found, and the energy that went through their transformers. */
export default function NetworkPage({ tab }: { tab: string | undefined }) {
  const t = useText()
  const { data: waiting = 0 } = useQuery(newMetersCountQuery)
  const { data: district } = useQuery(districtQuery)
  const tabs = everyTab.filter(name => name !== 'faults' || district)
  const current: Tab = tabs.find(known => known === tab) ?? 'concentrators'
  const nameOf = (name: Tab) =>
    name === 'new-meters' && waiting > 0
      ? t('network.tab.new-meters.count', { count: waiting })
      : t(`network.tab.${name}`)
  return (
    <Page title={t('room.network')}>
      <TabLinks
        label={t('network.parts')}
        tabs={tabs.map(name => ({
          href: name === 'concentrators' ? '/network' : `/network/${name}`,
          name: nameOf(name),
          current: name === current,
        }))}
      />
      {current === 'concentrators' && <ConcentratorsTab />}
      {current === 'new-meters' && <InboxTab />}
      {current === 'balance' && <BalanceTab />}
      <Suspense fallback={<Skeleton lines={8} />}>
        {current === 'pushes' && <PushesTab />}
        {current === 'silent' && <SilentTab />}
        {current === 'communication' && <CommunicationTab />}
        {current === 'faults' && district && <FaultsTab district={district} />}
      </Suspense>
    </Page>
  )
}
