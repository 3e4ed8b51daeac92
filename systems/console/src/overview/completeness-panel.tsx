import { Link } from 'wouter'
import type { Summary } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Section } from '../kit/page/section.tsx'
import { CompletenessBars, shareOf } from './completeness-bars.tsx'

/** How much of the last complete day has arrived, and of the fourteen days up to it. */
export function CompletenessPanel({ summary }: { summary: Summary }) {
  const t = useText()
  const format = useFormat()
  const { day, expected, received } = summary.completeness
  const missing = expected - received
  return (
    <Section title={t('overview.completeness', { day: format.dayLong(day) })}>
      <div className="grid items-end gap-x-8 gap-y-5 tablet:grid-cols-[15rem_minmax(0,1fr)]">
        <div>
          <Link
            href={missing > 0 ? '/meters?incomplete=true' : '/meters'}
            className="figures block w-fit rounded-control text-hero font-medium tracking-tight text-ink hover:text-accent"
          >
            {expected === 0 ? '–' : format.share(shareOf(summary.completeness))}
          </Link>
          <p className="mt-2 text-ink-2">
            {missing > 0
              ? t('overview.completeness.missing', {
                  missing: format.count(missing),
                  expected: format.count(expected),
                })
              : t('overview.completeness.whole', { expected: format.count(expected) })}
          </p>
          <p className="label mt-2">{t('overview.completeness.meaning')}</p>
        </div>
        <CompletenessBars days={summary.days} />
      </div>
    </Section>
  )
}
