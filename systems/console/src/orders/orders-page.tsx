import { Suspense } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { Boundary } from '../kit/part/boundary.tsx'
import { part } from '../kit/part/part.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useMay } from '../session/session.ts'
import { ActivitiesTab } from './activities/activities-tab.tsx'
import { ApprovalsTab } from './approvals/approvals-tab.tsx'
import { DebtsTab } from './debts/debts-tab.tsx'
import { FilesTab } from './files/files-tab.tsx'
import { WorkTab } from './on-site/work-tab.tsx'
import { AllOrders } from './record/list/all-orders.tsx'

const NextDayTab = part(() => import('./next-day/next-day-tab.tsx'))
const ProtectedTab = part(() => import('./protected/protected-tab.tsx'))

const tabs = ['all', 'activities', 'approvals', 'debts', 'files', 'work', 'next-day', 'protected'] as const

/** What meters were asked to do: orders, what waits for a second person, and files for meters. */
export default function OrdersPage({ tab }: { tab: string | undefined }) {
  const t = useText()
  // A vendor hands in files and sees nothing else.
  const shown = useMay('viewer') ? tabs : (['files'] as const)
  const current = shown.find(known => known === tab) ?? shown[0]
  return (
    <Page title={t('room.orders')}>
      <TabLinks
        label={t('orders.parts')}
        tabs={shown.map(name => ({
          href: name === 'all' ? '/orders' : `/orders/${name}`,
          name: t(`orders.tab.${name}`),
          current: name === current,
        }))}
      />
      {current === 'all' && <AllOrders />}
      {current === 'activities' && <ActivitiesTab />}
      {current === 'approvals' && <ApprovalsTab />}
      {current === 'debts' && <DebtsTab />}
      {current === 'files' && <FilesTab />}
      {current === 'work' && <WorkTab />}
      <Boundary of={current}>
        <Suspense fallback={<Skeleton lines={6} />}>
          {current === 'next-day' && <NextDayTab />}
          {current === 'protected' && <ProtectedTab />}
        </Suspense>
      </Boundary>
    </Page>
  )
}
