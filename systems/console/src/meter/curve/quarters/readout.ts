import { msOf, secondsPerHour } from '@ferraris/metering'
import type { Format } from '../../../i18n/use-format.ts'
import type { Text } from '../../../i18n/use-text.ts'
import type { Drawing } from '../plot/drawing.ts'
import { dailySum } from './daily.ts'
import { quality, qualityName } from './quality.ts'
import { indexFrom, type Quarter, type Quarters } from './quarters.ts'

/** A direction of energy with the word for it. */
export interface NamedQuarters {
  readonly name: string
  readonly quarters: Quarters
  readonly unit: string
}

/** Which interval (or day, where bars are drawn) an instant lies in; null outside of what is known. */
export function indexAt(drawing: Drawing, { starts, step, days }: Quarters, instant: number): number | null {
  if (drawing === 'bars') {
    const index = days.findIndex(({ start, end }) => instant >= start && instant < end)
    return index < 0 ? null : index
  }
  const index = indexFrom(starts, instant + 1e-6) - 1
  const start = starts[index]
  return start !== undefined && instant < start + step ? index : null
}

/** What stands at one place of the curve, in words: time, amounts, and the quality when it is not plain valid. */
export function readoutAt(
  drawing: Drawing,
  index: number,
  directions: readonly NamedQuarters[],
  zone: string,
  format: Format,
  t: Text,
): string {
  const [first] = directions
  if (first === undefined) return ''
  const amounts = directions.map(
    ({ name, quarters, unit }) => `${name} ${amountAt(drawing, quarters, index, unit, format, t)}`,
  )
  return [whenAt(drawing, first.quarters, index, zone, format), ...amounts].join(' · ')
}

function whenAt(
  drawing: Drawing,
  { days, starts, step }: Quarters,
  index: number,
  zone: string,
  format: Format,
): string {
  const [day, start] = [days[index], starts[index]]
  if (drawing === 'bars') return day === undefined ? '' : format.dayWithYear(day.day)
  if (start === undefined) return ''
  return `${format.minute(zone, msOf(start))} – ${format.clock(zone, msOf(start + step))}`
}

function amountAt(
  drawing: Drawing,
  quarters: Quarters,
  index: number,
  unit: string,
  format: Format,
  t: Text,
): string {
  const { value, code } = valueAt(drawing, quarters, index)
  const remark = code === quality.valid ? '' : ` (${t(`quality.${qualityName(code)}`)})`
  if (value === null) return `–${remark}`
  const power =
    drawing === 'bars'
      ? ''
      : `, ${format.brief((value * secondsPerHour) / quarters.step, unit.replace(/h$/, ''))}`
  return `${format.exact(value, unit)}${power}${remark}`
}

function valueAt(drawing: Drawing, quarters: Quarters, index: number): Pick<Quarter, 'value' | 'code'> {
  const day = quarters.days[index]
  if (drawing !== 'bars' || day === undefined) {
    return { value: quarters.values[index] ?? null, code: quarters.quality[index] ?? quality.pending }
  }
  const { sum, worst } = dailySum(quarters, day)
  return { value: sum, code: worst }
}
