import type { TopologyNode } from '../../../api/resources.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { useText } from '../../../i18n/use-text.ts'
import { type Measure, qualities, qualityOf } from '../quality.ts'
import { QualityMark } from './node-mark.tsx'

/** What the shapes mean, and how many meters have each. */
export function Legend({ nodes, measure }: { nodes: readonly TopologyNode[]; measure: Measure }) {
  const t = useText()
  const format = useFormat()
  const counts = new Map<string, number>()
  for (const node of nodes) {
    const quality = qualityOf(node, measure)
    counts.set(quality, (counts.get(quality) ?? 0) + 1)
  }
  return (
    <ul
      aria-label={t('line.legend')}
      className="flex flex-wrap gap-x-4 gap-y-1 border-t border-line px-4 py-2"
    >
      {qualities
        .filter(quality => ['good', 'fair', 'poor'].includes(quality) || counts.has(quality))
        .map(quality => (
          <li key={quality} className="label flex items-center gap-1.5">
            <QualityMark quality={quality} />
            {quality === 'good' || quality === 'fair' || quality === 'poor'
              ? t(`line.legend.${measure}.${quality}`)
              : t(`line.quality.${quality}`)}
            <span className="figures text-ink-2">{format.count(counts.get(quality) ?? 0)}</span>
          </li>
        ))}
    </ul>
  )
}
