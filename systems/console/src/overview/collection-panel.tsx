import { Link } from 'wouter'
import type { Summary } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { type TextId, useText } from '../i18n/use-text.ts'
import { Section } from '../kit/page/section.tsx'
import { useRecentRates } from './recent-rates.ts'
import { Sparkline } from './sparkline.tsx'

/** What the collector does at this moment. */
export function CollectionPanel({ summary }: { summary: Summary }) {
  const t = useText()
  const format = useFormat()
  const { sessionsPerSecond, activeSessions, dueNow, sessionsToday, failedToday } = summary.collection
  const rates = useRecentRates(summary.now, sessionsPerSecond)

  // Sessions that failed belong to meters in one of these states: the list shows the most urgent of them.
  const state = (['failed', 'refused'] as const).find(state => summary.states[state] > 0) ?? 'silent'
  const failedList = `/meters?state=${state}`
  const figures: { name: TextId; value: number; href: string }[] = [
    { name: 'overview.active', value: activeSessions, href: '/meters' },
    { name: 'overview.due', value: dueNow, href: '/meters' },
    { name: 'overview.today', value: sessionsToday, href: '/meters?state=reachable' },
    { name: 'overview.failed-today', value: failedToday, href: failedList },
  ]
  return (
    <Section title={t('overview.collection')}>
      <div className="flex items-end gap-4">
        <p className="shrink-0">
          <span className="figures block text-figure font-medium">{format.rate(sessionsPerSecond)}</span>
          <span className="label">{t('overview.rate')}</span>
        </p>
        <div className="min-w-0 flex-1">
          <Sparkline values={rates} room={120} />
        </div>
      </div>
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3">
        {figures.map(({ name, value, href }) => (
          <div key={name} className="flex items-baseline justify-between gap-2 border-t border-line pt-2">
            <dt className="text-ink-2">{t(name)}</dt>
            <dd>
              <Link
                href={href}
                className="figures rounded-control text-form font-medium hover:text-accent hover:underline"
              >
                {format.count(value)}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
