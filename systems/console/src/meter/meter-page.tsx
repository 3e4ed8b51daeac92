import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Link, useLocation } from 'wouter'
import { meterFrontQuery } from '../api/front-queries.ts'
import { ProblemError } from '../api/problem.ts'
import { endDeviceQuery } from '../api/queries.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { Boundary } from '../kit/part/boundary.tsx'
import { part } from '../kit/part/part.tsx'
import { Empty, Failure, Skeleton } from '../kit/states.tsx'
import { useMay } from '../session/session.ts'
import { useShortcuts } from '../shell/shortcuts.ts'
import { EventsTab } from './events/events-tab.tsx'
import { MeterFacts } from './meter-facts.tsx'
import { MeterOrders } from './meter-orders.tsx'
import { ObjectsTab } from './objects/objects-tab.tsx'
import { RegistersTab } from './registers/registers-tab.tsx'
import { useReadNow } from './use-read-now.ts'

// The chart library and the frames' viewer come when they are looked at.
const CurveTab = part(() => import('./curve/curve-tab.tsx'))
const DiagnosisTab = part(() => import('./diagnosis/diagnosis-tab.tsx'))
const CustomerTab = part(() => import('./customer/customer-tab.tsx'))
const QualityTab = part(() => import('./quality/quality-tab.tsx'))
// Only meters of a simulated district have it.
const FrontTab = part(() => import('./front/front-tab.tsx'))
const FramesTab = part(() => import('./frames/frames-tab.tsx'))

const everyTab = [
  'curve',
  'registers',
  'events',
  'quality',
  'diagnosis',
  'customer',
  'objects',
  'frames',
  'orders',
  'front',
] as const
type Tab = (typeof everyTab)[number]

/** One meter: what it measured, what it says of itself, and what crosses the wire when it is read. */
export default function MeterPage({ serial, tab }: { serial: string; tab: string | undefined }) {
  const t = useText()
  const [, go] = useLocation()
  const mayRead = useMay('operator')
  const { data: device, error, refetch } = useQuery(endDeviceQuery(serial))
  const { data: front } = useQuery({ ...meterFrontQuery(serial), enabled: device !== undefined })
  const readNow = useReadNow(serial)
  const tabs = everyTab.filter(name => name !== 'front' || front)

  const address = `/meters/${encodeURIComponent(serial)}`
  const current: Tab = tabs.find(known => known === tab) ?? 'curve'
  const read = () => {
    if (current !== 'frames') go(`${address}/frames`)
    if (!readNow.isPending) readNow.mutate()
  }
  useShortcuts(mayRead ? { r: read } : {})

  const heading = (
    <span className="flex items-center gap-3">
      <Link
        href="/meters"
        aria-label={t('meter.back')}
        className="-ml-1 rounded-control p-1 text-ink-3 hover:text-ink"
      >
        <Icon name="back" />
      </Link>
      <span className="font-mono text-[1.125rem] font-normal tracking-tight">{serial}</span>
    </span>
  )
  const aside = mayRead && device && (
    <Button look="primary" onPress={read} isPending={readNow.isPending}>
      <Icon name="read" />
      {t(readNow.isPending ? 'meter.reading' : 'meter.read-now')}
    </Button>
  )
  return (
    <Page title={serial} heading={heading} aside={aside}>
      {error && <MeterFailure serial={serial} error={error} onRetry={() => void refetch()} />}
      {!device && !error && <Skeleton lines={8} />}
      {device && (
        <>
          <MeterFacts device={device} />
          <TabLinks
            label={t('meter.parts')}
            tabs={tabs.map(name => ({
              href: name === 'curve' ? address : `${address}/${name}`,
              name: t(`meter.tab.${name}`),
              current: name === current,
            }))}
          />
          <Boundary of={current}>
            <Suspense fallback={<Skeleton lines={8} />}>
              {current === 'curve' && <CurveTab device={device} />}
              {current === 'registers' && <RegistersTab device={device} />}
              {current === 'events' && <EventsTab device={device} />}
              {current === 'quality' && (
                <QualityTab serial={serial} timeZone={device.timeZone} mayRead={mayRead} />
              )}
              {current === 'diagnosis' && (
                <DiagnosisTab serial={serial} timeZone={device.timeZone} mayDiagnose={mayRead} />
              )}
              {current === 'customer' && (
                <CustomerTab
                  serial={serial}
                  timeZone={device.timeZone}
                  usagePoint={device.usagePoint}
                  mayOrder={mayRead}
                />
              )}
              {current === 'objects' && <ObjectsTab serial={serial} timeZone={device.timeZone} />}
              {current === 'frames' && (
                <FramesTab readNow={readNow} device={device} mayRead={mayRead} onRead={read} />
              )}
              {current === 'front' && <FrontTab serial={serial} timeZone={device.timeZone} />}
              {current === 'orders' && <MeterOrders serial={serial} mayOrder={mayRead} />}
            </Suspense>
          </Boundary>
        </>
      )}
    </Page>
  )
}

function MeterFailure({ serial, error, onRetry }: { serial: string; error: Error; onRetry: () => void }) {
  const t = useText()
  if (error instanceof ProblemError && error.status === 404) {
    return (
      <Empty title={t('meter.unknown', { serial })}>
        <Link href="/meters" className="link">
          {t('meters.show-all')}
        </Link>
      </Empty>
    )
  }
  return <Failure what={t('meter.failed', { serial })} error={error} onRetry={onRetry} />
}
