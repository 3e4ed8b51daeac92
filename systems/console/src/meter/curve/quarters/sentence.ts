import { msOf } from '@ferraris/metering'
import type { Format } from '../../../i18n/use-format.ts'
import type { Text } from '../../../i18n/use-text.ts'
import type { Figures } from './figures.ts'
import { quality } from './quality.ts'

export interface NamedFigures {
  readonly name: string
  readonly unit: string
  readonly figures: Figures
}

/** The whole window in one sentence, for screen readers. */
export function sentenceOf(
  when: string,
  directions: readonly NamedFigures[],
  zone: string,
  format: Format,
  t: Text,
): string {
  const [first] = directions
  if (!first || first.figures.expected === 0) return t('curve.sentence.nothing', { when })
  const amounts = directions.map(({ name, unit, figures }) => {
    const sum = format.exact(figures.sum, unit)
    if (!figures.peak || figures.sum === 0) return t('curve.sentence.amount', { name, sum })
    return t('curve.sentence.amount-with-peak', {
      name,
      sum,
      peak: format.brief(figures.peak.power, unit.replace(/h$/, '')),
      at: format.minute(zone, msOf(figures.peak.at)),
    })
  })
  const missing =
    (first.figures.byQuality.get(quality.missing) ?? 0) + (first.figures.byQuality.get(quality.powerOff) ?? 0)
  return t('curve.sentence', { when, amounts: amounts.join('; '), missing, expected: first.figures.expected })
}
