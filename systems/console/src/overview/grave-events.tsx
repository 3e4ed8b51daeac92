import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { eventsQuery } from '../api/queries.ts'
import { groupEvents, isGrave } from '../events/groups.ts'
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
  const { data, error, refetch } = useInfiniteQuery(eventsQuery({ from: useLastDay() }))
  const groups = groupEvents(data?.pages[0]?.items.filter(isGrave) ?? [])
  const all = (
    <Link href="/events?since=day" className="link">
      {t('overview.events-today', { count: last24h })}
    </Link>
  )
  return (
    <Section title={t('overview.grave-events')} aside={all}>
      {error && <Failure what={t('events.failed')} error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={3} />}
      {data && groups.length === 0 && <p className="py-1 text-ink-2">{t('overview.grave-events.none')}</p>}
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
