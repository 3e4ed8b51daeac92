import { type CSSProperties, memo, useMemo, useRef } from 'react'
import type { TopologyNode } from '../../../api/resources.ts'
import { useText } from '../../../i18n/use-text.ts'
import { Button } from '../../../kit/form/button.tsx'
import { Icon } from '../../../kit/icon.tsx'
import { LiveHops } from '../live/live-hops.tsx'
import type { LiveStream } from '../live/live-stream.ts'
import { type Measure, type Quality, qualityOf } from '../quality.ts'
import { type Branch, type LineTree, nameOf, pathTo } from '../tree.ts'
import { type Cable, type Drawing, linkBetween, type Point } from './drawing.ts'
import { NodeShape } from './node-mark.tsx'
import { useView } from './use-view.ts'

interface LineDrawingProps {
  readonly name: string
  readonly tree: LineTree
  readonly drawing: Drawing
  readonly measure: Measure
  /** The meters that the list shows, when it does not show all: the others fade. */
  readonly matches: readonly Branch[] | null
  readonly selected: string | null
  readonly onSelect: (aca: string) => void
  /** Undefined where the past is shown, in which no frame hops. */
  readonly stream: LiveStream | undefined
}

/**
 * The line as a picture: shape and colour of a meter say how well it is reached, width and dashes of a link the same.
 * Tree and table say all of it too, so it is one image to screen readers.
 */
export function LineDrawing({
  name,
  tree,
  drawing,
  measure,
  matches,
  selected,
  onSelect,
  stream,
}: LineDrawingProps) {
  const t = useText()
  const svg = useRef<SVGSVGElement>(null)
  const view = useView(svg, drawing)
  const branch = selected === null ? undefined : tree.byAca.get(selected)
  const path = useMemo(() => (branch ? pathTo(branch) : []), [branch])
  const lit = useMemo(() => matches && new Set(matches.map(({ node }) => node.aca)), [matches])
  const words = t('line.picture', { name, count: tree.byAca.size })

  return (
    <div className="relative min-h-0 flex-1 overflow-hidden rounded-b-panel">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree beside it does the same by keyboard */}
      <svg
        ref={svg}
        role="img"
        aria-label={words}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        className="size-full cursor-grab touch-none select-none max-tablet:touch-pan-y active:cursor-grabbing"
        onClick={event => {
          const aca = (event.target as Element).closest('[data-aca]')?.getAttribute('data-aca')
          if (aca && !view.wasDragged()) onSelect(aca)
        }}
        {...view.handlers}
      >
        <g
          transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}
          style={{ '--inverse': view.inverse } as CSSProperties}
        >
          <Columns columns={drawing.columns} height={drawing.height} />
          <Cables cables={drawing.cables} />
          <Boxes boxes={drawing.boxes} />
          <Links tree={tree} drawing={drawing} measure={measure} isDimmed={path.length > 0} />
          <Route path={path} drawing={drawing} />
          {stream && <LiveHops stream={stream} drawing={drawing} />}
          <ConcentratorShape at={drawing.concentrator} />
          <Nodes tree={tree} drawing={drawing} measure={measure} hasLabels={view.hasLabels} lit={lit} />
          {branch && <Selected at={drawing.places.get(branch.node.aca)} name={nameOf(branch.node)} />}
        </g>
      </svg>
      <div className="absolute right-3 bottom-3 flex gap-1">
        <Button square aria-label={t('line.zoom-out')} onPress={() => view.zoom(1 / 1.5)}>
          <Icon name="minus" />
        </Button>
        <Button square aria-label={t('line.zoom-in')} onPress={() => view.zoom(1.5)}>
          <Icon name="plus" />
        </Button>
        <Button square aria-label={t('line.fit')} onPress={view.fit}>
          <Icon name="fit" />
        </Button>
      </div>
    </div>
  )
}

const Columns = memo(({ columns, height }: { columns: readonly number[]; height: number }) => {
  const t = useText()
  return columns.map((x, hops) => (
    <g key={x}>
      <path d={`M${x} 18V${height}`} className="stroke-line" strokeWidth="1" strokeDasharray="1 5" />
      <g style={placed({ x, y: 13 })}>
        <text className="fill-ink-3 text-[10px]" textAnchor="middle">
          {t('line.hops', { hops })}
        </text>
      </g>
    </g>
  ))
})

const Cables = memo(({ cables }: { cables: readonly Cable[] }) =>
  cables.map(({ id, state, from, to, isDrop }) => (
    <g key={id}>
      <path
        d={`M${from.x} ${from.y}L${to.x} ${to.y}`}
        vectorEffect="non-scaling-stroke"
        className={state === 'cut' ? 'stroke-critical' : 'stroke-edge'}
        strokeOpacity={state === 'closed' ? 0.55 : 1}
        strokeWidth={isDrop ? 1 : 2.5}
        strokeDasharray={state === 'closed' ? undefined : '4 4'}
      />
      {state === 'cut' && (
        <g style={placed({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 })}>
          <path d="M-5-5 5 5M5-5-5 5" className="stroke-critical" strokeWidth="2.2" />
        </g>
      )}
    </g>
  )),
)

const Boxes = memo(({ boxes }: { boxes: Drawing['boxes'] }) =>
  boxes.map(box => (
    <g key={box.id} style={placed(box)}>
      <rect x="-3" y="-3" width="6" height="6" className="fill-surface stroke-edge" strokeWidth="1.2" />
    </g>
  )),
)

const linkWidth: Record<Quality, number> = {
  good: 1.8,
  fair: 1.4,
  poor: 1.2,
  silent: 1,
  unknown: 1,
  new: 1,
  foreign: 1,
}
const linkDash: Partial<Record<Quality, string>> = {
  poor: '5 3',
  silent: '2 4',
  unknown: '1 3',
  new: '1 3',
  foreign: '1 3',
}

interface PartProps {
  readonly tree: LineTree
  readonly drawing: Drawing
  readonly measure: Measure
}

const Links = memo(({ tree, drawing, measure, isDimmed }: PartProps & { isDimmed: boolean }) => (
  <g opacity={isDimmed ? 0.35 : 0.8} fill="none">
    {[...tree.byAca.values()].map(({ node, parent }) => {
      const to = drawing.places.get(node.aca)
      const from = parent ? drawing.places.get(parent.node.aca) : drawing.concentrator
      if (!from || !to) return null
      const quality = qualityOf(node, measure)
      return (
        <path
          key={node.aca}
          d={linkBetween(from, to, drawing)}
          vectorEffect="non-scaling-stroke"
          className={
            quality === 'poor' ? 'stroke-major' : quality === 'silent' ? 'stroke-critical' : 'stroke-ink-3'
          }
          strokeWidth={linkWidth[quality]}
          strokeDasharray={linkDash[quality]}
        />
      )
    })}
  </g>
))

/** The way of the selected meter's frames, from the concentrator to it. */
function Route({ path, drawing }: { path: readonly Branch[]; drawing: Drawing }) {
  return path.map(({ node, parent }) => {
    const to = drawing.places.get(node.aca)
    const from = parent ? drawing.places.get(parent.node.aca) : drawing.concentrator
    return from && to ? (
      <path
        key={node.aca}
        d={linkBetween(from, to, drawing)}
        fill="none"
        vectorEffect="non-scaling-stroke"
        className="stroke-accent"
        strokeWidth="3"
      />
    ) : null
  })
}

const Nodes = memo(
  ({
    tree,
    drawing,
    measure,
    hasLabels,
    lit,
  }: PartProps & { hasLabels: boolean; lit: ReadonlySet<string> | null }) =>
    [...tree.byAca.values()].map(({ node, children }) => {
      const at = drawing.places.get(node.aca)
      if (!at) return null
      return (
        <g
          key={node.aca}
          data-aca={node.aca}
          style={placed(at)}
          className="cursor-pointer"
          opacity={lit === null || lit.has(node.aca) ? 1 : 0.25}
        >
          <NodeTitle node={node} />
          <circle r="9" fill="transparent" />
          <NodeShape quality={qualityOf(node, measure)} />
          {hasLabels && (
            // A repeater's name stands above the links that leave it.
            <text
              x={children.length > 0 ? 6 : 9}
              y={children.length > 0 ? -4.5 : 3.5}
              className="fill-ink-2 stroke-surface font-mono text-[9.5px]"
              strokeWidth="2.5"
              paintOrder="stroke"
            >
              {nameOf(node)}
            </text>
          )}
        </g>
      )
    }),
)

function NodeTitle({ node }: { node: TopologyNode }) {
  return <title>{nameOf(node)}</title>
}

function Selected({ at, name }: { at: Point | undefined; name: string }) {
  if (!at) return null
  return (
    <g style={placed(at)} pointerEvents="none">
      <circle r="9" fill="none" className="stroke-accent" strokeWidth="2" />
      <text
        y="-13"
        textAnchor="middle"
        className="fill-ink stroke-surface font-mono text-[11px]"
        strokeWidth="3"
        paintOrder="stroke"
      >
        {name}
      </text>
    </g>
  )
}

function ConcentratorShape({ at }: { at: Point }) {
  return (
    <g style={placed(at)}>
      <rect
        x="-9"
        y="-9"
        width="18"
        height="18"
        rx="3"
        className="fill-surface stroke-ink"
        strokeWidth="1.8"
      />
      <path d="M-5-1.5H5M-5 2.5H1" className="stroke-ink" strokeWidth="1.6" />
    </g>
  )
}

/** At a place, at its own size however near the drawing is looked at. */
function placed({ x, y }: Point) {
  return { transform: `translate(${x}px, ${y}px) scale(var(--inverse))` }
}
