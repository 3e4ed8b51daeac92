import { useInfiniteQuery } from '@tanstack/react-query'
import { eventsQuery } from '../../api/queries.ts'
import type { EndDeviceDetail } from '../../api/resources.ts'
import { EventTable } from '../../events/event-table.tsx'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/button.tsx'
import { Empty } from '../../kit/empty.tsx'
import { Failure } from '../../kit/failure.tsx'
import { Skeleton } from '../../kit/skeleton.tsx'

/** The meter's log as far as it was read. */
export function EventsTab({ device }: { device: EndDeviceDetail }) {
  const t = useText()
  const events = useInfiniteQuery(eventsQuery({ endDevice: device.serial }))
  const items = events.data?.pages.flatMap(page => page.items) ?? []
  return (
    <>
      {events.isError && (
        <Failure what={t('events.failed')} error={events.error} onRetry={() => void events.refetch()} />
      )}
      {events.isPending && <Skeleton lines={6} />}
      {events.data && items.length === 0 && <Empty title={t('events.none')}>{t('events.none.meter')}</Empty>}
      {items.length > 0 && (
        <div className="panel overflow-x-auto px-5 py-2 max-tablet:px-3">
          <EventTable events={items} timeZone={device.timeZone} withoutMeter />
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
    </>
  )
}
