import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { I18nProvider as AriaLocaleProvider } from 'react-aria-components'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { createQueryClient } from '../api/query-client.ts'
import { useLocaleTag } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { Boundary } from '../kit/part/boundary.tsx'
import { part } from '../kit/part/part.tsx'
import { Failure, Skeleton } from '../kit/states.tsx'
import { sessionQuery } from '../session/session.ts'
import { SignInPage } from '../session/sign-in-page.tsx'

const Frame = part(() => import('./frame.tsx'))
const OverviewRoom = part(() => import('./rooms/overview-room.tsx'))
const DevicesRoom = part(() => import('./rooms/devices-room.tsx'))
const DevicePage = part(() => import('./rooms/device-page.tsx'))
const ParticipantsRoom = part(() => import('./rooms/participants-room.tsx'))
const SupportRoom = part(() => import('./rooms/support-room.tsx'))

const queries = createQueryClient()

export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <InLocale />
      </QueryClientProvider>
    </I18nProvider>
  )
}

function InLocale() {
  return (
    <AriaLocaleProvider locale={useLocaleTag()}>
      <Boundary of="monitoring" isRoom>
        <Suspense fallback={<Waiting />}>
          <SignedIn />
        </Suspense>
      </Boundary>
    </AriaLocaleProvider>
  )
}

function SignedIn() {
  const t = useText()
  const [path] = useLocation()
  const session = useQuery(sessionQuery)
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
  return (
    <Frame>
      <Boundary of={path} isRoom>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/" component={OverviewRoom} />
            <Route path="/devices" component={DevicesRoom} />
            <Route path="/devices/:id">
              {({ id }) => <DevicePage key={id} id={decodeURIComponent(id)} />}
            </Route>
            <Route path="/participants" component={ParticipantsRoom} />
            <Route path="/support" component={SupportRoom} />
            <Route>
              <Redirect to="/" />
            </Route>
          </Switch>
        </Suspense>
      </Boundary>
    </Frame>
  )
}

function Waiting() {
  return (
    <div className="mx-auto w-full max-w-360 px-6 pt-6">
      <Skeleton lines={6} />
    </div>
  )
}
