import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { eventsQuery } from '../api/queries.ts'
import { EventTable } from '../events/event-table.tsx'
import { useText } from '../i18n/use-text.ts'
import { Section } from '../kit/page/section.tsx'

/** The newest events of all meters, whatever their weight. */
export function LatestEvents({ timeZone, className }: { timeZone: string; className: string }) {
  const t = useText()
  const { data } = useInfiniteQuery(eventsQuery({}))
  const events = data?.pages[0]?.items.slice(0, 8) ?? []
  if (events.length === 0) return null
  const all = (
    <Link href="/events" className="link">
      {t('overview.all-events')}
    </Link>
  )
  return (
    <Section title={t('overview.latest')} aside={all} className={className}>
      <EventTable events={events} timeZone={timeZone} isBare />
    </Section>
  )
}
