import { msOf } from '@ferraris/metering'
import 'uplot/dist/uPlot.min.css'
import { useEffect, useLayoutEffect, useRef } from 'react'
import uPlot from 'uplot'
import { useFormat } from '../../../i18n/use-format.ts'
import { useSize } from '../../../kit/use-space.ts'
import { useColourEpoch } from '../../../theme/theme.ts'
import { dayAt } from '../time/calendar.ts'
import type { Tick } from '../time/ticks.ts'
import type { Span } from '../time/window.ts'
import { type Colours, coloursOf } from './colours.ts'
import type { Drawing, Points, Strands } from './drawing.ts'
import type { Overlays } from './overlays.ts'
import { plotOptions, scaleOf, valueRange } from './plot-options.ts'
import { comparisonSeries, type StrandLook, strandSeries } from './plot-series.ts'
import { listenToGestures } from './view/gestures.ts'

/** A direction of energy: where its points are and how it looks. */
interface CurveStrand extends StrandLook {
  readonly strands: Strands
}

interface CurveProps {
  readonly height: number
  readonly drawing: Drawing
  readonly zone: string
  readonly span: Span
  /** Instants of all points, epoch seconds. */
  readonly instants: number[]
  readonly strands: readonly CurveStrand[]
  readonly comparison: Points | null
  readonly overlays: Overlays
  /** The instant that the keyboard or another curve points at. */
  readonly pointed: number | null
  readonly onSpan: (span: Span, isFinal: boolean) => void
  readonly onPoint: (instant: number | null) => void
  readonly onZoomOut: () => void
}

/** The one place that knows the chart library. It draws; words, table and keys are those of its user. */
export function Curve(props: CurveProps) {
  const { drawing, zone, height, span, instants, strands, comparison, overlays, pointed } = props
  const format = useFormat()
  const epoch = useColourEpoch()
  const holder = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const held = useRef<[number, number] | null>(null)
  const latest = useRef(props)
  latest.current = props
  const width = useSize(holder)

  const shape = strands.map(({ colour, dash }) => `${colour}${dash ?? ''}`).join(' ')
  const hasComparison = comparison !== null
  // A new plot only when its shape, language or colours change; everything else is handed to the one there is.
  useLayoutEffect(() => {
    const element = holder.current
    if (!element || width === 0) return
    const colours = coloursOf(element)
    const made = new uPlot(
      plotOptions({
        width,
        height,
        zone,
        colours,
        series: seriesOf(props, colours),
        overlays: () => latest.current.overlays,
        valueRange: (least, most) => valueRange(least, most, held.current),
        tickLabel: (tick, isFirst) => tickLabel(tick, isFirst, format, zone),
        valueLabel: (value, decimals) => format.decimal(Math.abs(value), decimals),
      }),
      dataOf(props),
      element,
    )
    plot.current = made
    made.setScale('x', { min: span.from, max: span.to })
    const stop = listenToGestures(made, {
      span: () => latest.current.span,
      onSpan: (next, isFinal) => {
        // While a hand drags, the scale of values holds still.
        held.current = isFinal ? null : (held.current ?? rangeOf(made))
        latest.current.onSpan(next, isFinal)
      },
      onPoint: instant => latest.current.onPoint(instant),
      onZoomOut: () => latest.current.onZoomOut(),
    })
    return () => {
      stop()
      made.destroy()
      plot.current = null
    }
  }, [drawing, zone, shape, hasComparison, format, epoch, width === 0])

  useLayoutEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height })
  }, [width, height])

  useLayoutEffect(() => {
    plot.current?.setData(dataOf(latest.current), false)
    plot.current?.setScale('x', { min: latest.current.span.from, max: latest.current.span.to })
  }, [instants, comparison, ...strands.map(strand => strand.strands)])

  useLayoutEffect(() => {
    plot.current?.setScale('x', { min: span.from, max: span.to })
  }, [span.from, span.to])

  useEffect(() => plot.current?.redraw(false, false), [overlays])

  useEffect(() => {
    const made = plot.current
    if (!made) return
    const left = pointed === null ? -10 : made.valToPos(pointed, 'x')
    made.setCursor({ left, top: pointed === null ? -10 : 0 }, false)
  }, [pointed])

  return <div ref={holder} className="curve w-full touch-pan-y" style={{ height }} />
}

function seriesOf({ drawing, strands, comparison }: CurveProps, colours: Colours): uPlot.Series[] {
  const lines = strands.flatMap(strand => strandSeries(drawing, strand, colours))
  return comparison ? [comparisonSeries(drawing, colours), ...lines] : lines
}

function dataOf({ instants, strands, comparison }: CurveProps): uPlot.AlignedData {
  const columns = strands.flatMap(({ strands: { measured, doubtful, suspect } }) => [
    measured,
    doubtful,
    suspect,
  ])
  return [instants, ...(comparison ? [comparison] : []), ...columns]
}

function rangeOf(plot: uPlot): [least: number, most: number] {
  const { min, max } = scaleOf(plot, 'y')
  return [min, max]
}

function tickLabel(
  { at, kind }: Tick,
  isFirst: boolean,
  format: ReturnType<typeof useFormat>,
  zone: string,
): string {
  const day = dayAt(at, zone)
  if (kind === 'hour')
    return isFirst ? `${format.clock(zone, msOf(at))}\n${format.day(day)}` : format.clock(zone, msOf(at))
  if (kind === 'day') return format.day(day)
  const month = new Intl.DateTimeFormat(format.locale, { month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  )
  return isFirst || day.slice(5, 7) === '01' ? `${month}\n${day.slice(0, 4)}` : month
}
