import type { MeterDataDay } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'

type Finding = MeterDataDay['findings'][number]

/** Says a finding in a line: the rule, what it measured and what it allows. */
export function useReason(): (finding: Finding) => string {
  const t = useText()
  const format = useFormat()
  return ({ rule, measured, limit, unit }) =>
    t('desk.reason', {
      rule,
      what: t(`desk.rule.${rule as 'V01'}`),
      measured: `${format.decimal(measured, decimalsOf(measured))} ${unit}`.trim(),
      limit: `${format.decimal(limit, decimalsOf(limit))} ${unit}`.trim(),
    })
}

function decimalsOf(value: number): number {
  return Number.isInteger(value) ? 0 : 1
}
