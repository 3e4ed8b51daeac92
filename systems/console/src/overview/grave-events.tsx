import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { eventsQuery } from '../api/queries.ts'
import { groupEvents } from '../events/groups.ts'
import { useLastDay } from '../events/last-day.ts'
import { useEventName } from '../i18n/use-event-name.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { SeverityMark } from '../kit/mark.tsx'
import { Section } from '../kit/page/section.tsx'
import { Failure, Skeleton } from '../kit/states.tsx'
import { useNow } from '../kit/use-now.ts'

/** What meters have logged in the last 24 hours that is grave, by cause. */
export function GraveEvents({ last24h }: { last24h: number }) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const nameOf = useEventName()
  const from = useLastDay()
  // Each severity is asked for: a page of all events may be of the last minute alone.
  const grave = [
    useInfiniteQuery(eventsQuery({ from, severity: 'critical' })),
    useInfiniteQuery(eventsQuery({ from, severity: 'major' })),
  ]
  const failed = grave.find(({ error }) => error !== null)
  const isLoaded = grave.every(({ data }) => data !== undefined)
  const groups = groupEvents(grave.flatMap(({ data }) => data?.pages[0]?.items ?? []))
  const all = (
    <Link href="/events?since=day" className="link">
      {t('overview.events-today', { count: last24h })}
    </Link>
  )
  return (
    <Section title={t('overview.grave-events')} aside={all}>
      {failed && (
        <Failure what={t('events.failed')} error={failed.error} onRetry={() => void failed.refetch()} />
      )}
      {!isLoaded && !failed && <Skeleton lines={3} />}
      {isLoaded && groups.length === 0 && (
        <p className="py-1 text-ink-2">{t('overview.grave-events.none')}</p>
      )}
      <ul className="-mx-2">
        {groups.slice(0, 5).map(({ latest, events, endDevices }) => (
          <li key={`${latest.severity} ${latest.name}`}>
            <Link
              href={`/events?since=day&severity=${latest.severity}`}
              className="flex min-h-9 max-tablet:min-h-11 flex-wrap items-center gap-x-3 rounded-control px-2 py-1 hover:bg-sunken"
            >
              <SeverityMark severity={latest.severity} />
              <span className="min-w-0 flex-1 basis-40 font-medium">{nameOf(latest)}</span>
              <span className="figures text-ink-2">
                {t('overview.attention.reach', { meters: endDevices.size, events })}
              </span>
              <span className="figures w-20 text-right text-ink-3">{format.relative(latest.time, now)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
