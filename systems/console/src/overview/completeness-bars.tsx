import type { DayCompleteness } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'

/**
 * A bar a day, as high as what was expected and filled by what arrived. What is missing keeps at least three
 * pixels: a gap of one reading in ten thousand must not round away.
 */
export function CompletenessBars({ days }: { days: readonly DayCompleteness[] }) {
  const t = useText()
  const format = useFormat()
  const [first, last] = [days[0], days.at(-1)]
  return (
    <figure>
      <ol className="flex h-28 items-stretch gap-1.5" aria-label={t('overview.days')}>
        {days.map(day => {
          const share = shareOf(day)
          const words =
            day.expected === 0
              ? t('overview.days.none', { day: format.day(day.day) })
              : t('overview.days.one', {
                  day: format.day(day.day),
                  share: format.share(share),
                  received: format.count(day.received),
                  expected: format.count(day.expected),
                })
          return (
            <li key={day.day} title={words} className="group flex min-w-0 flex-1 flex-col justify-end">
              <span className="sr-only">{words}</span>
              {day.expected === 0 ? (
                <span className="h-px bg-line" />
              ) : (
                <>
                  {share < 1 && (
                    <span
                      className="min-h-[3px] shrink-0 rounded-t-sm bg-major"
                      style={{ height: `${(1 - share) * 100}%` }}
                    />
                  )}
                  <span
                    className={`min-h-0 bg-accent/40 group-last:bg-accent ${share === 1 ? 'h-full rounded-t-sm' : 'mt-px flex-1'}`}
                  />
                </>
              )}
            </li>
          )
        })}
      </ol>
      <figcaption className="label mt-2 flex justify-between gap-4">
        <span>{first && format.day(first.day)}</span>
        <span>{last && days.length > 1 && format.day(last.day)}</span>
      </figcaption>
    </figure>
  )
}

/** Share of the expected quarter-hours that arrived, 0 to 1; a day that expects nothing lacks nothing. */
export function shareOf({ expected, received }: DayCompleteness): number {
  return expected === 0 ? 1 : Math.min(1, received / expected)
}
