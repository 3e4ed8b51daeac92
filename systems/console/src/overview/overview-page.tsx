import { useQuery } from '@tanstack/react-query'
import { summaryQuery } from '../api/queries.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { Failure, Skeleton } from '../kit/states.tsx'
import { CollectionPanel } from './collection-panel.tsx'
import { CompletenessPanel } from './completeness-panel.tsx'
import { FirstSteps } from './first-steps.tsx'
import { GraveEvents } from './grave-events.tsx'
import { LatestEvents } from './latest-events.tsx'
import { ProblemsPanel } from './problems-panel.tsx'
import { StatesPanel } from './states-panel.tsx'

/** Is all well, and if not, where to look. */
export function OverviewPage() {
  const t = useText()
  const format = useFormat()
  const { data: summary, error, refetch } = useQuery(summaryQuery)

  const aside = summary && (
    <p className="figures text-ink-2">
      {summary.timeZone} {format.clock(summary.timeZone, summary.now)}
    </p>
  )
  return (
    <Page title={t('room.overview')} aside={aside}>
      {error && (
        <div className="mb-4">
          <Failure what={t('overview.failed')} error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!summary && !error && <Skeleton lines={8} />}
      {summary?.endDevices === 0 && <FirstSteps />}
      {summary && summary.endDevices > 0 && (
        // Two columns on a desk; on a phone one, in the order of urgency.
        <div className="flex flex-col gap-4 desk:grid desk:grid-cols-[minmax(0,1fr)_21rem] desk:items-start">
          <ProblemsPanel summary={summary} />
          <div className="contents desk:flex desk:flex-col desk:gap-4">
            <CompletenessPanel summary={summary} />
            <GraveEvents last24h={summary.events.last24h} />
            <LatestEvents timeZone={summary.timeZone} className="max-desk:order-1" />
          </div>
          <div className="contents desk:flex desk:flex-col desk:gap-4">
            <CollectionPanel summary={summary} />
            <StatesPanel states={summary.states} />
          </div>
        </div>
      )}
    </Page>
  )
}
