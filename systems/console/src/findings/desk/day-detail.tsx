import { useQuery } from '@tanstack/react-query'
import type { MeterDataDay } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { DayBars } from './day-bars.tsx'
import { Decide } from './decide.tsx'
import { type DayPlace, dayQuery } from './desk-queries.ts'
import { useReason } from './use-reason.ts'

/** A day's curve, every version of it with its reasons, and what a person can do. */
export function DayDetail({ place }: { place: DayPlace }) {
  const t = useText()
  const { data, error, refetch } = useQuery(dayQuery(place))
  if (error) return <Failure what={t('desk.day.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={6} />
  const [current] = data.versions
  if (current === undefined) return null
  return (
    <div className="flex flex-col gap-4 py-2">
      <DayBars collected={data.collected} version={current} />
      <ol className="flex flex-col gap-2">
        {data.versions.map(version => (
          <Version key={version.version} version={version} />
        ))}
      </ol>
      <Decide place={place} version={current} />
    </div>
  )
}

function Version({ version }: { version: MeterDataDay }) {
  const t = useText()
  const format = useFormat()
  const reasonOf = useReason()
  const { findings, fills, failedRules, who, reason, timeZone, madeAt } = version
  return (
    <li className="border-t border-line pt-1">
      <h3 className="label">
        {t('desk.version', {
          version: version.version,
          state: t(`desk.state.${version.state}`),
          at: format.minute(timeZone, madeAt),
        })}
      </h3>
      {who !== null && <p>{t(`desk.by.${version.cause}`, { who, reason: reason ?? '' })}</p>}
      <ul className="text-ink-2">
        {findings.map(finding => (
          <li key={`${finding.rule} ${finding.intervals[0] ?? ''}`}>
            {reasonOf(finding)} {placeOf(finding.intervals)}
          </li>
        ))}
        {fills.map(({ from, to, method, scaled, references }) => (
          <li key={from}>
            {t('desk.fill', { from, to: to - 1, method, what: t(`desk.method.${method as 'E01'}`) })}{' '}
            {references.map(format.dayLong).join(', ')} {scaled && t('desk.scaled')}
          </li>
        ))}
        {failedRules.map(({ rule, message }) => (
          <li key={rule}>{t('desk.rule-failed', { rule, message })}</li>
        ))}
      </ul>
    </li>
  )
}

/** `30–32` of intervals that are one row, the first and the last of others. */
function placeOf(intervals: readonly number[]): string {
  const [first, last] = [intervals[0], intervals.at(-1)]
  if (first === undefined || last === undefined) return ''
  return first === last ? `${first}` : `${first}–${last}`
}
