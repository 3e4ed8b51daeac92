import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { type ReactNode, Suspense } from 'react'
import { I18nProvider as AriaLocaleProvider } from 'react-aria-components'
import { Route, Switch, useLocation } from 'wouter'
import { createQueryClient } from './api/query-client.ts'
import { useLocaleTag } from './i18n/use-format.ts'
import { useText } from './i18n/use-text.ts'
import { Page } from './kit/page/page.tsx'
import { Boundary } from './kit/part/boundary.tsx'
import { part } from './kit/part/part.tsx'
import { Empty, Failure, Skeleton } from './kit/states.tsx'
import { OverviewPage } from './overview/overview-page.tsx'
import { sessionQuery, useMay } from './session/session.ts'
import { SignInPage } from './session/sign-in-page.tsx'
import { Shell } from './shell/shell.tsx'

const MetersPage = part(() => import('./meters/meters-page.tsx'))
const MeterPage = part(() => import('./meter/meter-page.tsx'))
const NetworkPage = part(() => import('./network/network-page.tsx'))
const ConcentratorPage = part(() => import('./network/concentrator/concentrator-page.tsx'))
const OrdersPage = part(() => import('./orders/orders-page.tsx'))
const OrderPage = part(() => import('./orders/record/order-page.tsx'))
const ActivityPage = part(() => import('./orders/activities/activity-page.tsx'))
const WizardPage = part(() => import('./orders/activities/wizard/wizard-page.tsx'))
const IntegrationPage = part(() => import('./integration/integration-page.tsx'))
const AlarmsPage = part(() => import('./alarms/alarms-page.tsx'))
const AlarmPage = part(() => import('./alarms/alarm-page.tsx'))
const IncidentPage = part(() => import('./alarms/incident/incident-page.tsx'))
const EventsPage = part(() => import('./events/events-page.tsx'))
const FindingsPage = part(() => import('./findings/findings-page.tsx'))
const CustomerFrame = part(() => import('./customers/customer-frame.tsx'))
const SettingsPage = part(() => import('./settings/settings-page.tsx'))

const queries = createQueryClient()

export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <InLocale>
          <Boundary of="console" isRoom>
            <SignedIn>
              <Rooms />
            </SignedIn>
          </Boundary>
        </InLocale>
      </QueryClientProvider>
    </I18nProvider>
  )
}

function InLocale({ children }: { children: ReactNode }) {
  return <AriaLocaleProvider locale={useLocaleTag()}>{children}</AriaLocaleProvider>
}

/** The rooms for a signed-in person; otherwise the sign-in page, at the same address. */
function SignedIn({ children }: { children: ReactNode }) {
  const t = useText()
  const session = useQuery(sessionQuery)
  const maySeeAll = useMay('viewer')
  const mayShare = useMay('third-party')
  if (session.isPending) return null
  if (session.isError) {
    return (
      <Page title="Ferraris">
        <Failure
          what={t('sign-in.unavailable')}
          error={session.error}
          onRetry={() => void session.refetch()}
        />
      </Page>
    )
  }
  if (!session.data) return <SignInPage />
  // Customers, and those whom they let see their data, have a page of their own; none of the rooms is for them.
  return mayShare && !maySeeAll ? (
    <Suspense fallback={<RoomSkeleton />}>
      <CustomerFrame />
    </Suspense>
  ) : (
    <Shell>{children}</Shell>
  )
}

function Rooms() {
  const [path] = useLocation()
  return (
    <Boundary of={path} isRoom>
      <Suspense fallback={<RoomSkeleton />}>
        <Switch>
          <Route path="/" component={OverviewPage} />
          <Route path="/meters" component={MetersPage} />
          <Route path="/meters/:serial/:tab?">
            {({ serial, tab }) => <MeterPage key={serial} serial={decodeURIComponent(serial)} tab={tab} />}
          </Route>
          <Route path="/network/concentrators/:id/:tab?">
            {({ id, tab }) => <ConcentratorPage key={id} id={decodeURIComponent(id)} tab={tab} />}
          </Route>
          <Route path="/network/:tab?">{({ tab }) => <NetworkPage tab={tab} />}</Route>
          <Route path="/orders/order/:id">
            {({ id }) => <OrderPage key={id} id={decodeURIComponent(id)} />}
          </Route>
          <Route path="/orders/activities/new" component={WizardPage} />
          <Route path="/orders/activities/:id">
            {({ id }) => <ActivityPage key={id} id={decodeURIComponent(id)} />}
          </Route>
          <Route path="/orders/:tab?">{({ tab }) => <OrdersPage tab={tab} />}</Route>
          <Route path="/messages/:tab?">{({ tab }) => <IntegrationPage tab={tab} />}</Route>
          <Route path="/alarms/incidents/:id">{({ id }) => <IncidentPage key={id} id={Number(id)} />}</Route>
          <Route path={/^\/alarms\/(?<id>\d+)$/}>{({ id }) => <AlarmPage key={id} id={Number(id)} />}</Route>
          <Route path="/alarms/:tab?">{({ tab }) => <AlarmsPage tab={tab} />}</Route>
          <Route path="/events" component={EventsPage} />
          <Route path="/findings/:tab?">{({ tab }) => <FindingsPage tab={tab} />}</Route>
          <Route path="/settings/:tab?">{({ tab }) => <SettingsPage tab={tab} />}</Route>
          <Route component={NoSuchPage} />
        </Switch>
      </Suspense>
    </Boundary>
  )
}

function RoomSkeleton() {
  return (
    <div className="mx-auto w-full max-w-360 px-6 pt-6">
      <Skeleton lines={6} />
    </div>
  )
}

function NoSuchPage() {
  const t = useText()
  return (
    <Page title={t('not-found.title')}>
      <Empty title={t('not-found.text')}>
        <a href="/" className="link">
          {t('not-found.action')}
        </a>
      </Empty>
    </Page>
  )
}
