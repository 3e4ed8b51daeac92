import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useSearchParams } from 'wouter'
import { eventsQuery } from '../api/queries.ts'
import { type EndDeviceEvent, severities } from '../api/resources.ts'
import { useEventName } from '../i18n/use-event-name.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Segmented } from '../kit/form/segmented.tsx'
import { Switch } from '../kit/form/switch.tsx'
import { ListPage, rowsOf, totalOf } from '../kit/list/list.tsx'
import { SearchBox } from '../kit/list/search-box.tsx'
import { Empty } from '../kit/states.tsx'
import { EventTable } from './event-table.tsx'
import { ExportEvents } from './export.tsx'
import { filterOf, fromOf, paramsOf, spans } from './filter.ts'
import { foldPairs } from './pairs.ts'

/** What the meters' logs say, newest first. */
export default function EventsPage() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const { since, severity, search, isFolded } = filter
  // The span counts from when the room was entered: as part of a query's key it must hold still.
  const [entered] = useState(() => Date.now())
  const timeZone = useSystemZone()
  const nameOf = useEventName()
  const asked = { from: fromOf(since, entered), ...(severity && { severity }) }
  const events = useInfiniteQuery(eventsQuery(asked))
  const count = { shown: rowsOf(events).length, total: totalOf(events) }
  const wanted = (event: EndDeviceEvent) =>
    `${nameOf(event)} ${event.endDevice}`.toLowerCase().includes(search.toLowerCase())
  const onSearch = useCallback(
    (text: string) => setParams(paramsOf({ since, severity, isFolded, search: text }), { replace: true }),
    [setParams, since, severity, isFolded],
  )

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
          <SearchBox
            label={t('events.search')}
            placeholder={t('events.search.hint')}
            value={search}
            onSearch={onSearch}
          />
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
          <Switch isSelected={isFolded} onChange={isOn => choose({ isFolded: isOn })}>
            {t('events.fold')}
          </Switch>
          <ExportEvents filter={asked} wanted={wanted} />
        </>
      }
    >
      {(shown, isPartial) => (
        <EventTable
          // An end is laid onto its beginning before anything is left out.
          events={(isFolded ? foldPairs(shown) : shown).filter(wanted)}
          timeZone={timeZone}
          isPartial={isPartial}
        />
      )}
    </ListPage>
  )
}
