import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { eventsQuery, summaryQuery } from '../api/queries.ts'
import { severities } from '../api/resources.ts'
import { localZone } from '../i18n/format/instants.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { Failure } from '../kit/failure.tsx'
import { Page } from '../kit/page.tsx'
import { Segmented } from '../kit/segmented.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { EventTable } from './event-table.tsx'
import { filterOf, fromOf, paramsOf, spans } from './filter.ts'

/** What the meters' logs say, newest first. */
export default function EventsPage() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  // The span counts from when the room was entered: as part of a query's key it must hold still.
  const [entered] = useState(() => Date.now())
  const { data: summary } = useQuery(summaryQuery)
  const events = useInfiniteQuery(eventsQuery({ from: fromOf(filter.since, entered) }))
  const loaded = events.data?.pages.flatMap(page => page.items) ?? []
  const shown = filter.severity ? loaded.filter(event => event.severity === filter.severity) : loaded
  const total = events.data?.pages[0]?.total ?? 0

  const choose = (next: Partial<typeof filter>) =>
    setParams(paramsOf({ ...filter, ...next }), { replace: true })
  return (
    <Page
      title={t('room.events')}
      aside={
        <p role="status" className="figures text-ink-2">
          {events.data && t('events.count', { shown: shown.length, loaded: loaded.length, total })}
        </p>
      }
    >
      <div className="mb-4 flex flex-wrap gap-3">
        <Segmented
          label={t('events.since')}
          options={spans.map(key => ({ key, name: t(`events.since.${key}`) }))}
          value={filter.since}
          onChange={since => choose({ since })}
        />
        <div className="max-w-full overflow-x-auto">
          <Segmented
            label={t('event.severity')}
            options={[
              { key: 'any' as const, name: t('events.any') },
              ...severities.map(key => ({ key, name: t(`severity.${key}`) })),
            ]}
            value={filter.severity ?? 'any'}
            onChange={severity => choose({ severity: severity === 'any' ? null : severity })}
          />
        </div>
      </div>
      {events.isError && (
        <Failure what={t('events.failed')} error={events.error} onRetry={() => void events.refetch()} />
      )}
      {events.isPending && <Skeleton lines={8} />}
      {events.data && shown.length === 0 && (
        <Empty title={t('events.none')}>
          {events.hasNextPage ? t('events.none.more') : t('events.none.next')}
        </Empty>
      )}
      {shown.length > 0 && (
        <div className="panel overflow-x-auto px-5 py-2 max-tablet:px-4">
          <EventTable events={shown} timeZone={summary?.timeZone ?? localZone()} />
        </div>
      )}
      {events.hasNextPage && (
        <Button
          className="mt-4"
          isPending={events.isFetchingNextPage}
          onPress={() => void events.fetchNextPage()}
        >
          {t('events.older')}
        </Button>
      )}
    </Page>
  )
}
