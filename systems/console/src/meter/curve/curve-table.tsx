import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { cellClasses, headClasses, numberClasses, tableClasses } from '../../kit/table-classes.ts'
import { dailySums } from './daily.ts'
import type { Drawing } from './drawing.ts'
import { indexFrom } from './figures.ts'
import { qualityName, severityOf } from './quality.ts'
import type { NamedQuarters } from './readout.ts'
import type { Span } from './window.ts'

interface CurveTableProps {
  readonly drawing: Drawing
  readonly directions: readonly NamedQuarters[]
  readonly span: Span
  readonly zone: string
}

interface Row {
  readonly key: string
  readonly when: string
  readonly sums: (number | null)[]
  readonly worst: number
}

/** The window as rows: quarter-hours up to three days, days beyond. */
export function CurveTable({ drawing, directions, span, zone }: CurveTableProps) {
  const t = useText()
  const format = useFormat()
  const rows = drawing === 'steps' ? quarterRows() : dayRows()

  function quarterRows(): Row[] {
    const { starts, step } = directions[0]!.quarters
    const [first, after] = [indexFrom(starts, span.from), indexFrom(starts, span.to)]
    return starts.slice(first, after).map((start, offset) => ({
      key: String(start),
      when: `${format.minute(zone, start * 1000)} – ${format.clock(zone, (start + step) * 1000)}`,
      sums: directions.map(({ quarters }) => quarters.values[first + offset] ?? null),
      worst: worstOf(directions.map(({ quarters }) => quarters.quality[first + offset] ?? 0)),
    }))
  }

  function dayRows(): Row[] {
    const daily = directions.map(({ quarters }) => {
      const days = quarters.days.filter(({ start, end }) => end > span.from && start < span.to)
      return dailySums({ ...quarters, days })
    })
    return daily[0]!.map(({ day }, index) => ({
      key: day,
      when: format.dayWithYear(day),
      sums: daily.map(days => days[index]?.sum ?? null),
      worst: worstOf(daily.map(days => days[index]?.worst ?? 0)),
    }))
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
    <div tabIndex={0} className="max-h-120 overflow-auto rounded-control focus-visible:outline-offset-[-2px]">
      <table className={tableClasses}>
        <thead className="sticky top-0 bg-surface">
          <tr>
            <th className={headClasses}>{t(drawing === 'steps' ? 'curve.interval' : 'curve.day')}</th>
            {directions.map(({ name, unit }) => (
              <th key={name} className={`${headClasses} text-right`}>
                {name} (k{unit})
              </th>
            ))}
            <th className={`${headClasses} pl-6`}>{t('curve.quality')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, when, sums, worst }) => (
            <tr key={key}>
              <th className={`${cellClasses} font-normal whitespace-nowrap`}>{when}</th>
              {directions.map(({ name, unit }, index) => (
                <td key={name} className={`${cellClasses} ${numberClasses}`}>
                  {sums[index] === null ? '–' : format.exact(sums[index]!, unit).replace(/\D+$/, '')}
                </td>
              ))}
              <td className={`${cellClasses} pl-6 text-ink-2`}>{t(`quality.${qualityName(worst)}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function worstOf(codes: readonly number[]): number {
  return codes.reduce((worst, code) => (severityOf(code) > severityOf(worst) ? code : worst))
}
