import type { EnergyBalance, Finding } from '../../api/resources.ts'
import type { Format } from '../../i18n/use-format.ts'
import type { Text, TextId } from '../../i18n/use-text.ts'
import type { Shape } from '../../kit/mark.tsx'

const shapes: Record<Finding['kind'], Shape> = {
  suspect: 'critical',
  'loss-step': 'major',
  'loss-high': 'major',
  'loss-negative': 'major',
  incomplete: 'info',
}

/** From the most urgent to the one that only explains. */
const order: Finding['kind'][] = ['suspect', 'loss-step', 'loss-high', 'loss-negative', 'incomplete']

export function shapeOfFinding({ kind }: Finding): Shape {
  return shapes[kind]
}

/** The finding that a row is marked with; undefined where a day has none. */
export function gravestOf(findings: readonly Finding[]): { kind: Finding['kind']; shape: Shape } | undefined {
  const kind = order.find(known => findings.some(finding => finding.kind === known))
  return kind && { kind, shape: shapes[kind] }
}

/** The findings of a day in a few words: the gravest, and the suspected meters. */
export function findingsInWords(findings: readonly Finding[], t: Text, format: Format): string {
  const suspects = findings.filter(({ kind }) => kind === 'suspect').length
  if (suspects > 0) return t('finding.suspects', { count: suspects, shown: format.count(suspects) })
  const gravest = gravestOf(findings)
  return gravest && gravest.kind !== 'suspect' ? t(`finding.${gravest.kind}.brief`) : ''
}

const reasons: Record<NonNullable<Finding['reason']>, TextId> = {
  'loss-follows-curve': 'finding.loss-follows-curve',
  'use-has-dropped': 'finding.use-has-dropped',
}

/** What a finding says and why, in the person's language. */
export function findingWords(
  finding: Finding,
  { intervals, meters }: EnergyBalance,
  t: Text,
  format: Format,
): string {
  const { kind, lossShare = 0, excess = 0, score = 0, bypassedShare = 0, reason } = finding
  if (kind === 'suspect') {
    return reason
      ? t(reasons[reason], {
          share: format.share(score),
          bypassed: format.share(bypassedShare),
        })
      : finding.detail
  }
  return t(`finding.${kind}`, {
    share: format.share(Math.abs(lossShare)),
    excess: format.brief(excess, 'Wh'),
    intervals: `${format.count(intervals.known)}/${format.count(intervals.expected)}`,
    meters: `${format.count(meters.known)}/${format.count(meters.expected)}`,
  })
}
