import { useInfiniteQuery } from '@tanstack/react-query'
import { eventsQuery } from '../../api/queries.ts'
import type { EndDeviceDetail } from '../../api/resources.ts'
import { EventTable } from '../../events/event-table.tsx'
import { useText } from '../../i18n/use-text.ts'
import { List } from '../../kit/list/list.tsx'
import { Empty } from '../../kit/states.tsx'

/** The meter's log as far as it was read. */
export function EventsTab({ device: { serial, timeZone } }: { device: EndDeviceDetail }) {
  const t = useText()
  const events = useInfiniteQuery(eventsQuery({ endDevice: serial }))
  return (
    <List
      source={events}
      failed={t('events.failed')}
      empty={<Empty title={t('events.none')}>{t('events.none.meter')}</Empty>}
      more={t('events.older')}
    >
      {(shown, isPartial) => (
        <EventTable
          events={shown}
          timeZone={timeZone}
          withoutMeter
          isPartial={isPartial}
          file={`events-${serial}`}
        />
      )}
    </List>
  )
}
