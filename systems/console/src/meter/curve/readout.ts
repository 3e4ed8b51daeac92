import type { Format } from '../../i18n/use-format.ts'
import type { Text } from '../../i18n/use-text.ts'
import { dailySums } from './daily.ts'
import type { Drawing } from './drawing.ts'
import { indexFrom } from './figures.ts'
import { quality, qualityName } from './quality.ts'
import type { Quarters } from './quarters.ts'

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
  return index >= 0 && instant < starts[index]! + step ? index : null
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
  const [{ quarters }] = directions as [NamedQuarters]
  const when =
    drawing === 'bars'
      ? format.dayWithYear(quarters.days[index]!.day)
      : `${format.minute(zone, quarters.starts[index]! * 1000)} – ${format.clock(zone, (quarters.starts[index]! + quarters.step) * 1000)}`
  const amounts = directions.map(
    ({ name, quarters: own, unit }) => `${name} ${amountAt(drawing, own, index, unit, format, t)}`,
  )
  return [when, ...amounts].join(' · ')
}

function amountAt(
  drawing: Drawing,
  quarters: Quarters,
  index: number,
  unit: string,
  format: Format,
  t: Text,
): string {
  const { value, code } =
    drawing === 'bars'
      ? dayAtIndex(quarters, index)
      : { value: quarters.values[index] ?? null, code: quarters.quality[index]! }
  const remark = code === quality.valid ? '' : ` (${t(`quality.${qualityName(code)}`)})`
  if (value === null) return `–${remark}`
  const power =
    drawing === 'bars' ? '' : `, ${format.brief((value * 3600) / quarters.step, unit.replace(/h$/, ''))}`
  return `${format.exact(value, unit)}${power}${remark}`
}

function dayAtIndex(quarters: Quarters, index: number): { value: number | null; code: number } {
  const { sum, worst } = dailySums({ ...quarters, days: [quarters.days[index]!] })[0]!
  return { value: sum, code: worst }
}
