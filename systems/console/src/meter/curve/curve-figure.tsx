import { type KeyboardEvent, useMemo, useRef } from 'react'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { CurveTable } from './curve-table.tsx'
import { Legend } from './legend.tsx'
import { Curve } from './plot/curve.tsx'
import { drawingOf, instantsOf, pointsOf, strandsOf } from './plot/drawing.ts'
import type { RailEvent } from './plot/overlays.ts'
import type { StrandLook } from './plot/plot-series.ts'
import { qualityStrip } from './plot/quality-strip.ts'
import { cursorKeys } from './plot/view/cursor-keys.ts'
import { weekBefore } from './quarters/comparison.ts'
import { figuresOf } from './quarters/figures.ts'
import { gapsOf } from './quarters/gaps.ts'
import type { Quarters } from './quarters/quarters.ts'
import { indexFrom } from './quarters/quarters.ts'
import { indexAt, readoutAt } from './quarters/readout.ts'
import { sentenceOf } from './quarters/sentence.ts'
import type { LoadedQuarters } from './quarters/use-quarters.ts'
import { clockChangesOf, wallText } from './time/clock-changes.ts'
import { spanWords } from './time/span-words.ts'
import type { CurveWindowState } from './time/use-curve-window.ts'

/** A direction of energy as the figure shows it. */
export interface Direction extends LoadedQuarters {
  readonly name: string
  /** Base unit of the increments: Wh or varh. */
  readonly unit: string
  readonly look: StrandLook
  readonly swatch: string
}

interface CurveFigureProps {
  readonly label: string
  readonly up: Direction
  readonly down: Direction | null
  /** Intervals of the week before, when they are compared. */
  readonly earlier: Quarters | null
  readonly events: readonly RailEvent[]
  readonly zone: string
  readonly state: CurveWindowState
  readonly height: number
  readonly isTable: boolean
  readonly pointed: number | null
  readonly onPoint: (instant: number | null) => void
}

/** A curve with its words: what it amounts to, what is under the cursor, the same as a table and as a sentence. */
export function CurveFigure(props: CurveFigureProps) {
  const { label, up, down, earlier, events, zone, state, height, isTable, pointed, onPoint } = props
  const t = useText()
  const format = useFormat()
  const box = useRef<HTMLDivElement>(null)
  const { span, window } = state
  const drawing = drawingOf(span)
  const directions = down ? [up, down] : [up]

  const instants = useMemo(() => instantsOf(drawing, up.quarters), [drawing, up.quarters])
  const upStrands = useMemo(() => strandsOf(drawing, up.quarters, 1), [drawing, up.quarters])
  const downQuarters = down?.quarters
  const downStrands = useMemo(
    () => downQuarters && strandsOf(drawing, downQuarters, -1),
    [drawing, downQuarters],
  )
  const earlierValues = useMemo(
    () => (earlier && drawing !== 'bars' ? weekBefore(up.quarters, earlier, zone) : null),
    [earlier, drawing, up.quarters, zone],
  )
  const comparison = useMemo(
    () => earlierValues && pointsOf(drawing, earlierValues, up.quarters.step, 1),
    [earlierValues, drawing, up.quarters.step],
  )
  const overlays = useMemo(
    () => ({
      gaps: gapsOf(up.quarters).map(gap => ({ ...gap, words: t(`quality.${gap.cause}`) })),
      changes:
        drawing === 'bars'
          ? []
          : clockChangesOf(up.quarters, zone).map(change => ({
              ...change,
              words: t(`curve.hour.${change.kind}`, {
                from: wallText(change.wallFrom),
                to: wallText(change.wallTo),
              }),
            })),
      events,
      strip: (columns: number) => qualityStrip(up.quarters, state.span, columns),
    }),
    [up.quarters, drawing, zone, events, state.span, t],
  )

  const figures = directions.map(direction => ({
    ...direction,
    figures: figuresOf(direction.quarters, span),
  }))
  const when = spanWords(window, span, zone, format)
  const sentence = sentenceOf(when, figures, zone, format, t)
  const index = pointed === null ? null : indexAt(drawing, up.quarters, pointed)
  const readout = index === null ? null : readoutAt(drawing, index, directions, zone, format, t)

  const strands = [
    { ...up.look, strands: upStrands },
    ...(down && downStrands && downStrands.measured.length === upStrands.measured.length
      ? [{ ...down.look, strands: downStrands }]
      : []),
  ]
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = cursorKeys(event, { drawing, quarters: up.quarters, span, pointed, zone })
    if (!moved) return
    event.preventDefault()
    if ('zoomOut' in moved) return state.zoomOut()
    if (moved.span) state.drag(moved.span, true)
    if (moved.pointed !== undefined) onPoint(moved.pointed)
  }

  return (
    <figure
      className="panel flex flex-col px-5 pt-4 pb-3 max-tablet:px-3"
      aria-label={label}
      aria-busy={up.isLoading}
    >
      <div className={`mb-3 max-tablet:order-1 max-tablet:mb-0 ${up.isLoading ? 'opacity-60' : ''}`}>
        <Legend directions={figures} zone={zone} comparison={earlierSum(earlierValues, up.quarters, span)} />
      </div>
      <p
        className="figures h-5 truncate text-ink-2 max-tablet:h-10 max-tablet:whitespace-normal"
        aria-hidden="true"
      >
        {readout ?? (
          <span className="text-ink-3">
            {t(drawing === 'bars' ? 'curve.unit.day' : 'curve.unit.power', {
              unit: up.unit.replace(/h$/, ''),
            })}
          </span>
        )}
      </p>
      {isTable ? (
        <CurveTable drawing={drawing} directions={directions} span={span} zone={zone} />
      ) : (
        <div
          ref={box}
          role="slider"
          tabIndex={0}
          aria-label={t('curve.cursor', { label })}
          aria-valuemin={0}
          aria-valuemax={Math.max(
            0,
            indexFrom(up.quarters.starts, span.to) - indexFrom(up.quarters.starts, span.from) - 1,
          )}
          aria-valuenow={Math.max(
            0,
            (index ?? 0) - (drawing === 'bars' ? 0 : indexFrom(up.quarters.starts, span.from)),
          )}
          aria-valuetext={readout ?? sentence}
          onKeyDown={onKeyDown}
          className={`rounded-control ${up.isLoading ? 'opacity-60' : ''}`}
        >
          <Curve
            height={height}
            drawing={drawing}
            zone={zone}
            span={span}
            instants={instants}
            strands={strands}
            comparison={comparison}
            overlays={overlays}
            pointed={pointed}
            onSpan={state.drag}
            onPoint={onPoint}
            onZoomOut={state.zoomOut}
          />
        </div>
      )}
      <figcaption aria-live="polite" className="sr-only">
        {sentence}
      </figcaption>
    </figure>
  )
}

/** Sum of the compared values with a counterpart in sight; null when nothing is compared. */
function earlierSum(
  values: (number | null)[] | null,
  { starts }: Quarters,
  span: { from: number; to: number },
): number | null {
  if (!values) return null
  const inSight = values.slice(indexFrom(starts, span.from), indexFrom(starts, span.to))
  return inSight.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}
