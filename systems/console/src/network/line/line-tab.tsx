import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'wouter'
import { topologyQuery, waitingAddressesQuery } from '../../api/network-queries.ts'
import type { ConcentratorDetail, Substation } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { LineBar } from './line-bar.tsx'
import { asDecided, lineChoiceOf, matchesOf, ofThisLine, paramsOf } from './line-choice.ts'
import { LineTable } from './line-table.tsx'
import { LineTree } from './line-tree.tsx'
import { LiveLog } from './live/live-log.tsx'
import { useLiveStream } from './live/use-live-stream.ts'
import { NodePanel } from './node-panel.tsx'
import { drawByHops, drawMap } from './picture/drawing.ts'
import { Legend } from './picture/legend.tsx'
import { LineDrawing } from './picture/line-drawing.tsx'
import { treeOf } from './tree.ts'

interface LineTabProps {
  readonly concentrator: ConcentratorDetail
  /** Where everything lies, when the district is a simulated one. */
  readonly plan: Substation | undefined
}

const noNodes: never[] = []

/** The line of a concentrator: its tree, its picture with the frames that hop, and the meter that is looked at. */
export function LineTab({ concentrator, plan }: LineTabProps) {
  const t = useText()
  const { id } = concentrator
  const [params, setParams] = useSearchParams()
  const choice = lineChoiceOf(params, plan !== undefined)
  const choose = (change: Partial<typeof choice>) =>
    setParams(paramsOf({ ...choice, ...change }), { replace: true })
  const [isLive, setLive] = useState(true)
  const stream = useLiveStream(id, isLive && choice.at === null)

  const { data, error, isPending, refetch } = useQuery(topologyQuery(id, choice.at ?? undefined))
  const { data: waiting } = useQuery({ ...waitingAddressesQuery, enabled: choice.at === null })
  const nodes = useMemo(() => {
    const heard = data && (waiting && choice.at === null ? asDecided(data, waiting) : data)
    return choice.show === 'all' ? heard : heard && ofThisLine(heard)
  }, [data, waiting, choice.show, choice.at])
  const tree = useMemo(() => treeOf(nodes ?? noNodes), [nodes])
  const shape = useShape(nodes ?? noNodes)
  const drawing = useMemo(
    () => (choice.view === 'map' && plan ? drawMap(plan) : drawByHops(tree)),
    // Figures of quality change with each answer; places only with routes and with the plan.
    [shape, choice.view, plan && JSON.stringify(plan)],
  )
  const matches = useMemo(() => matchesOf(tree, choice), [tree, choice.search, choice.show])
  const selected = choice.meter === null ? undefined : tree.byAca.get(choice.meter)
  const select = (meter: string | null) => choose({ meter })

  if (error) {
    return <Failure what={t('line.failed')} error={error} onRetry={() => void refetch()} />
  }
  if (isPending) return <Skeleton lines={8} />
  return (
    <>
      <LineBar choice={choice} onChoose={choose} hasMap={plan !== undefined} />
      {nodes?.length === 0 ? (
        <Empty title={t('line.empty')}>{t(`line.empty.${concentrator.state}`)}</Empty>
      ) : (
        <div className="grid gap-4 desk:grid-cols-[15rem_minmax(0,1fr)_19rem]">
          <section
            aria-label={t('line.meters')}
            className="panel flex h-[36rem] flex-col overflow-hidden py-1 max-desk:h-72"
          >
            {matches?.length === 0 ? (
              <p className="px-4 py-3 text-ink-2">{t('meters.none-match')}</p>
            ) : (
              <LineTree
                tree={tree}
                matches={matches}
                measure={choice.measure}
                selected={choice.meter}
                onSelect={select}
              />
            )}
          </section>
          <section
            aria-label={t('line.line')}
            className="panel flex h-[36rem] min-w-0 flex-col overflow-hidden max-desk:h-[28rem]"
          >
            {choice.view === 'table' ? (
              <LineTable
                branches={matches ?? [...tree.byAca.values()]}
                measure={choice.measure}
                selected={choice.meter}
                onSelect={select}
              />
            ) : (
              <>
                <LineDrawing
                  name={id}
                  tree={tree}
                  drawing={drawing}
                  matches={matches}
                  measure={choice.measure}
                  selected={choice.meter}
                  onSelect={select}
                  stream={choice.at === null ? stream : undefined}
                />
                <Legend nodes={nodes ?? noNodes} measure={choice.measure} />
              </>
            )}
          </section>
          <div className="flex min-h-0 flex-col gap-4 desk:h-[36rem] desk:overflow-y-auto">
            {selected ? (
              <NodePanel concentrator={id} branch={selected} onSelect={select} />
            ) : (
              <p className="panel px-5 py-4 text-ink-2">{t('line.select')}</p>
            )}
            {choice.at === null && <LiveLog stream={stream} tree={tree} isOn={isLive} onSwitch={setLive} />}
          </div>
        </div>
      )}
    </>
  )
}

/** What places depend on: the meters and their routes. The same text means the same drawing. */
function useShape(nodes: readonly { aca: string; route: string[]; serial: string | null }[]): string {
  return useMemo(() => nodes.map(({ aca, route, serial }) => `${aca} ${route} ${serial}`).join('\n'), [nodes])
}
