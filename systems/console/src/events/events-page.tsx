import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { eventsQuery } from '../api/queries.ts'
import { severities } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Segmented } from '../kit/form/segmented.tsx'
import { ListPage, rowsOf, totalOf } from '../kit/list/list.tsx'
import { Empty } from '../kit/states.tsx'
import { EventTable } from './event-table.tsx'
import { filterOf, fromOf, paramsOf, spans } from './filter.ts'

/** What the meters' logs say, newest first. */
export default function EventsPage() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const { since, severity } = filter
  // The span counts from when the room was entered: as part of a query's key it must hold still.
  const [entered] = useState(() => Date.now())
  const timeZone = useSystemZone()
  const events = useInfiniteQuery(
    eventsQuery({ from: fromOf(since, entered), ...(severity && { severity }) }),
  )
  const count = { shown: rowsOf(events).length, total: totalOf(events) }

  const choose = (next: Partial<typeof filter>) =>
    setParams(paramsOf({ ...filter, ...next }), { replace: true })
  return (
    <ListPage
      title={t('room.events')}
      count={t('events.count', count)}
      source={events}
      failed={t('events.failed')}
      empty={<Empty title={t('events.none')}>{t('events.none.next')}</Empty>}
      more={t('events.older')}
      bar={
        <>
          <Segmented
            label={t('events.since')}
            options={spans.map(key => ({ key, name: t(`events.since.${key}`) }))}
            value={since}
            onChange={key => choose({ since: key })}
          />
          <div className="max-w-full overflow-x-auto">
            <Segmented
              label={t('event.severity')}
              options={[
                { key: 'any' as const, name: t('events.any') },
                ...severities.map(key => ({ key, name: t(`severity.${key}`) })),
              ]}
              value={severity ?? 'any'}
              onChange={key => choose({ severity: key === 'any' ? null : key })}
            />
          </div>
        </>
      }
    >
      {(shown, isPartial) => (
        <EventTable events={shown} timeZone={timeZone} isPartial={isPartial} file="events" />
      )}
    </ListPage>
  )
}
