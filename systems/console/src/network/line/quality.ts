import type { TopologyNode } from '../../api/resources.ts'

/** How well a meter is reached, or why that is not the question. */
export const qualities = ['good', 'fair', 'poor', 'silent', 'unknown', 'new', 'foreign'] as const
export type Quality = (typeof qualities)[number]

/** What the quality is judged by. */
export const measures = ['success', 'snr'] as const
export type Measure = (typeof measures)[number]

/**
 * From which value a link is good, or fair. By success: one exchange in twenty may be repeated unnoticed, one in five
 * makes the night long. By SNR: at 10 dB nearly every frame of coded B-PSK is decoded, at 6 dB
 * two of three.
 */
const from: Record<Measure, { good: number; fair: number }> = {
  success: { good: 0.95, fair: 0.8 },
  snr: { good: 10, fair: 6 },
}

export function qualityOf(node: Pick<TopologyNode, 'state' | 'success' | 'snr'>, by: Measure): Quality {
  if (node.state !== 'adopted') return node.state
  const value = node[by]
  if (value === null) return 'unknown'
  if (value >= from[by].good) return 'good'
  return value >= from[by].fair ? 'fair' : 'poor'
}
