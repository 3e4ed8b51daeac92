import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { topologyQuery } from '../api/network-queries.ts'
import type { TopologyNode } from '../api/resources.ts'
import { type Format, useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Fact } from '../kit/figures.tsx'
import { QualityMark } from './line/picture/node-mark.tsx'
import { qualityOf } from './line/quality.ts'
import { nodeAddressOf, wayOf } from './way.ts'

/** The meter's place on its line, when it is on one; the line is asked for once for all meters of a page. */
function useNode(uri: string): TopologyNode | undefined {
  const way = wayOf(uri)
  const concentrator = way.kind === 'line' ? way.concentrator : null
  const { data } = useQuery({ ...topologyQuery(concentrator ?? ''), enabled: concentrator !== null })
  return way.kind === 'line' ? data?.find(({ aca }) => aca === way.aca) : undefined
}

/** How a meter is reached, in one line: directly, or the concentrator with hops and success. */
export function Reached({ uri, isLinked }: { uri: string; isLinked?: boolean }) {
  const t = useText()
  const format = useFormat()
  const node = useNode(uri)
  const way = wayOf(uri)
  if (way.kind === 'direct') return <span>{t('reached.direct')}</span>
  if (way.concentrator === null) return <span className="text-ink-3">{t('reached.none')}</span>
  return (
    <span className="figures inline-flex items-center gap-2">
      {node && <QualityMark quality={qualityOf(node, 'success')} />}
      {isLinked ? (
        <Link href={nodeAddressOf(way.concentrator, way.aca)} className="link">
          {way.concentrator}
        </Link>
      ) : (
        way.concentrator
      )}
      {node && (
        <span className="truncate text-ink-2">
          {t('reached.how', { hops: node.hops, success: successOf(node, format) })}
        </span>
      )}
    </span>
  )
}

/** What was reported before its concentrator was lost says nothing of now. */
function successOf({ state, success }: TopologyNode, format: Format): string {
  return state === 'unknown' || success === null ? '–' : format.share(success)
}

export function ReachedFact({ uri }: { uri: string }) {
  const t = useText()
  return (
    <Fact name={t('meter.reached')}>
      <Reached uri={uri} isLinked />
    </Fact>
  )
}
