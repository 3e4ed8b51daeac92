import type { FindingCase } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'

/** The figure of a case with its unit. */
export function useFigure(): (found: Pick<FindingCase, 'figure' | 'unit'>) => string | null {
  const t = useText()
  const format = useFormat()
  return ({ figure, unit }) => {
    if (figure === null) return null
    if (unit === 'share') return format.decimal(figure, 2)
    if (unit === 'Wh') return `${format.count(figure)} Wh`
    return unit === 'days' ? t('findings.days', { count: figure }) : t('findings.events', { count: figure })
  }
}
