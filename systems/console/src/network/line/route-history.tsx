import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { topologyQuery } from '../../api/network-queries.ts'
import type { TopologyNode } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { earlierPlaces } from './picture/earlier-places.ts'

interface RouteHistoryProps {
  readonly concentrator: string
  readonly node: TopologyNode
}

/** The ways that served a meter before this one, with how well they did: the alternatives that are known to work. */
export function RouteHistory({ concentrator, node }: RouteHistoryProps) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const { data, error } = useQuery({
    queryKey: ['route-history', concentrator, node.aca, node.since],
    queryFn: () => earlierPlaces(node, at => queries.fetchQuery(topologyQuery(concentrator, at))),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!isOpen) {
    return (
      <Button look="quiet" className="-ml-3 self-start text-accent" onPress={() => setOpen(true)}>
        {t('line.history')}
      </Button>
    )
  }
  if (error) return <Failure what={t('line.failed')} error={error} />
  if (!data) return <Skeleton lines={2} />
  return (
    <div>
      <h3 className="label mb-1">{t('line.history.title')}</h3>
      {data.length === 0 && <p className="text-ink-2">{t('line.history.none')}</p>}
      <ol className="flex flex-col gap-2">
        {data.map(place => (
          <li key={place.since}>
            <p className="figures text-ink-2">
              {format.minute(zone, place.since)}
              {' – '}
              {format.minute(zone, place.until)}
            </p>
            <p>
              <span className="font-mono text-label">
                {place.names.length === 0 ? t('line.heard-directly') : place.names.join(' · ')}
              </span>{' '}
              <span className="figures text-ink-3">
                {place.state === 'silent'
                  ? t('line.quality.silent')
                  : place.success === null
                    ? t('line.quality.unknown')
                    : format.share(place.success)}
              </span>
            </p>
          </li>
        ))}
      </ol>
    </div>
  )
}
