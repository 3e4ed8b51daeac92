import type { Intervals, IntervalTable } from '@ferraris/client'
import type { DateTime } from '@ferraris/cosem'
import { secondsPerHour } from '@ferraris/metering'
import { bar, sparkline } from '../../terminal/chart.ts'
import { print } from '../../terminal/style.ts'
import { columns } from '../../terminal/width.ts'
import { localDay } from '../values/moment.ts'
import { obisName } from '../values/obis-names.ts'

const labelWidth = 6
const cellWidth = 7
const mostBar = 32

/** A day for people: a line of columns for each quantity, and the first quantity hour by hour with its intervals. */
export function dayView(table: IntervalTable): string {
  const [main] = table.series
  const lines = table.series.filter((series, i) => i === 0 || total(series) !== 0).map(summaryLine)
  return [...lines, ...(main === undefined ? [] : ['', hourTable(table, main)])].join('\n')
}

/** Several days: a line of hours and a total each. */
export function daysView(table: IntervalTable): string {
  const [main] = table.series
  if (main === undefined) return ''
  const days = Map.groupBy(hoursOf(table, main), ({ day }) => day)
  return [
    print.heading(`${obisName(main.obis) || main.obis}, ${main.unit}`),
    ...[...days].map(([day, hours]) => {
      const sum = hours.reduce((sum, { sum: hour }) => sum + (hour ?? 0), 0)
      const gaps = hours.reduce((count, { cells }) => count + cells.filter(cell => cell === null).length, 0)
      const remark = gaps === 0 ? '' : print.warning(`  ${gaps === 1 ? 'a gap' : `${gaps} gaps`}`)
      return `  ${day}  ${print.curve(sparkline(hours.map(({ sum: hour }) => hour)))}  ${format(sum).padStart(8)}${remark}`
    }),
  ].join('\n')
}

function summaryLine(series: Intervals): string {
  const gaps = series.values.filter(value => value === null).length
  const remark = gaps === 0 ? '' : print.warning(gaps === 1 ? ', a gap' : `, ${gaps} gaps`)
  const name = `${print.heading(obisName(series.obis) || series.obis)}  ${format(total(series))} ${series.unit}${remark}`
  return `${name}\n${print.curve(sparkline(condensed(series.values, columns(process.stdout) - 2)))}`
}

function hourTable(table: IntervalTable, series: Intervals): string {
  const hours = hoursOf(table, series)
  const perHour = Math.max(1, Math.round(secondsPerHour / table.seconds))
  const highest = Math.max(...hours.map(({ sum }) => sum ?? 0))
  const room = columns(process.stdout) - labelWidth - cellWidth * (perHour + 1) - 2
  const width = Math.max(0, Math.min(mostBar, room))
  const minutes = Array.from(
    { length: perHour },
    (_, i) => `:${String((((i + 1) * table.seconds) / 60) % 60).padStart(2, '0')}`,
  )
  const head = print.quiet(
    'hour'.padEnd(labelWidth) + [...minutes, series.unit].map(cell => cell.padStart(cellWidth)).join(''),
  )
  const rows = hours.map(({ hour, cells, sum }) => {
    const values = [...cells, sum].map(cellText).join('')
    return `${hour.padEnd(labelWidth)}${values}  ${print.curve(bar(sum ?? 0, highest, width))}`.trimEnd()
  })
  return [head, ...rows].join('\n')
}

/** A value of the table: `·` where the meter has none, nothing where none was asked for. */
function cellText(value: number | null | undefined): string {
  return (value === undefined ? '' : value === null ? '·' : format(value)).padStart(cellWidth)
}

interface Hour {
  readonly day: string
  /** Local hour in which the intervals begin; the second pass of an hour is marked. */
  readonly hour: string
  /** A place for each interval of the hour. */
  readonly cells: (number | null | undefined)[]
  readonly sum: number | null
}

/** Intervals belong to the hour in which they begin. */
function hoursOf({ begins, seconds }: IntervalTable, series: Intervals): Hour[] {
  const keyOf = ({ hour, deviation, ...date }: DateTime) =>
    `${localDay(date)} ${twoDigits(hour ?? 0)} ${deviation ?? ''}`
  const seen = new Set<string>()
  return [...Map.groupBy(begins.entries(), ([, begin]) => keyOf(begin))].map(([key, intervals]) => {
    const [day, hour] = key.split(' ') as [string, string]
    const again = seen.has(`${day} ${hour}`)
    seen.add(`${day} ${hour}`)
    const cells = Array<number | null | undefined>(Math.max(1, Math.round(secondsPerHour / seconds))).fill(
      undefined,
    )
    for (const [i, { minute = 0 }] of intervals)
      cells[Math.floor((minute * 60) / seconds)] = series.values[i] ?? null
    const known = cells.filter(cell => typeof cell === 'number')
    const sum = known.length === 0 ? null : known.reduce((a, b) => a + b, 0)
    return { day, hour: again ? `${hour}*` : hour, cells, sum }
  })
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** Fewer values where the terminal has no room for all: means of neighbours. */
function condensed(values: readonly (number | null)[], room: number): (number | null)[] {
  const step = Math.ceil(values.length / Math.max(1, room))
  if (step <= 1) return [...values]
  return Array.from({ length: Math.ceil(values.length / step) }, (_, i) => {
    const known = values.slice(i * step, (i + 1) * step).filter(value => value !== null)
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length
  })
}

function total(series: Intervals): number {
  return series.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

function format(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
