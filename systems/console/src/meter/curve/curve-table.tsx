import { msOf } from '@ferraris/metering'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { type Column, figures } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import type { Drawing } from './plot/drawing.ts'
import { dailySums } from './quarters/daily.ts'
import { qualityName, severityOf } from './quarters/quality.ts'
import { quartersWithin } from './quarters/quarters.ts'
import type { NamedQuarters } from './quarters/readout.ts'
import type { Span } from './time/window.ts'

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
    const [one] = directions
    if (one === undefined) return []
    const { step } = one.quarters
    const columns = directions.map(({ quarters }) => quartersWithin(quarters, span))
    return quartersWithin(one.quarters, span).map(({ start }, index) => ({
      key: String(start),
      when: `${format.minute(zone, msOf(start))} – ${format.clock(zone, msOf(start + step))}`,
      sums: columns.map(quarters => quarters[index]?.value ?? null),
      worst: worstOf(columns.map(quarters => quarters[index]?.code ?? 0)),
    }))
  }

  function dayRows(): Row[] {
    const daily = directions.map(({ quarters }) => {
      const days = quarters.days.filter(({ start, end }) => end > span.from && start < span.to)
      return dailySums({ ...quarters, days })
    })
    const [one = []] = daily
    return one.map(({ day }, index) => ({
      key: day,
      when: format.dayWithYear(day),
      sums: daily.map(days => days[index]?.sum ?? null),
      worst: worstOf(daily.map(days => days[index]?.worst ?? 0)),
    }))
  }

  const columns: Column<Row>[] = [
    {
      name: t(drawing === 'steps' ? 'curve.interval' : 'curve.day'),
      className: 'whitespace-nowrap',
      cell: ({ when }) => when,
    },
    ...directions.map(({ name, unit }, index) => ({
      ...figures<Row, number>(
        `${name} (k${unit})`,
        ({ sums }) => sums[index],
        sum => format.exact(sum, unit).replace(/\D+$/, ''),
      ),
      order: undefined,
    })),
    {
      name: t('curve.quality'),
      className: 'pl-6 text-ink-2',
      cell: ({ worst }) => t(`quality.${qualityName(worst)}`),
    },
  ]
  return (
    <Table
      label={t('curve.table')}
      columns={columns}
      rows={rows}
      keyOf={({ key }) => key}
      className="max-h-120 rounded-control focus-visible:outline-offset-[-2px]"
    />
  )
}

function worstOf(codes: readonly number[]): number {
  return codes.reduce((worst, code) => (severityOf(code) > severityOf(worst) ? code : worst))
}
