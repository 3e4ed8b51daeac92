import type uPlot from 'uplot'
import type { Severity } from '../../../api/resources.ts'
import type { Gap } from '../quarters/gaps.ts'
import { type QualityName, qualityName } from '../quarters/quality.ts'
import type { ClockChange } from '../time/clock-changes.ts'
import { type Colours, faded } from './colours.ts'
import type { StripRun } from './quality-strip.ts'
import { inView, middleOfWords, type Stretch } from './view/in-view.ts'

/** An event of the meter as the rail above the curve marks it. */
export interface RailEvent {
  /** Epoch seconds. */
  readonly at: number
  readonly severity: Severity
}

/** What is drawn around the curve itself. Words come ready, in the language in use. */
export interface Overlays {
  readonly gaps: readonly (Gap & { readonly words: string })[]
  readonly changes: readonly (ClockChange & { readonly words: string })[]
  readonly events: readonly RailEvent[]
  /** The quality under each pixel column, for a width in CSS pixels. */
  readonly strip: (columns: number) => StripRun[]
}

/** Room above the plot for the rail, and below it for the strip, in CSS pixels. */
export const railHeight = 18
export const stripHeight = 6
const stripDistance = 4

/** Behind the curve: gaps hatched and named, the hour of a clock change shaded and named. */
export function drawBehind(plot: uPlot, overlays: Overlays, colours: Colours): void {
  withinPlot(plot, (context, pixel) => {
    for (const { from, to, words } of overlays.changes) {
      const shown = shownOf(plot, from, to)
      if (shown === undefined) continue
      const { left, right } = shown
      context.fillStyle = faded(colours.accent, 0.1)
      context.fillRect(left, plot.bbox.top, Math.max(right - left, pixel), plot.bbox.height)
      if (from === to) verticalLine(plot, left, colours.accent, [3 * pixel, 3 * pixel])
      label(plot, words, shown, plot.bbox.top + 10 * pixel, colours, true)
    }
    for (const { from, to, words } of overlays.gaps) {
      const shown = shownOf(plot, from, to)
      if (shown === undefined) continue
      const { left, right } = shown
      hatch(plot, left, right, faded(colours.edge, 0.55))
      label(plot, words, shown, plot.bbox.top + plot.bbox.height / 2, colours, false)
    }
  })
}

/** In front: the zero line, the quality strip below the plot and the events above it. */
export function drawInFront(plot: uPlot, overlays: Overlays, colours: Colours): void {
  const { ctx: context, bbox } = plot
  const pixel = devicePixelRatio
  const zero = Math.round(plot.valToPos(0, 'y', true))
  context.save()
  context.fillStyle = colours['ink-3']
  if (zero >= bbox.top && zero <= bbox.top + bbox.height) context.fillRect(bbox.left, zero, bbox.width, pixel)

  const top = bbox.top + bbox.height + stripDistance * pixel
  for (const { from, to, code } of overlays.strip(Math.round(bbox.width / pixel))) {
    const colour = stripColour(qualityName(code), colours)
    if (!colour) continue
    context.fillStyle = colour
    context.fillRect(bbox.left + from * pixel, top, (to - from) * pixel, stripHeight * pixel)
  }
  for (const { at, severity } of overlays.events) {
    const x = plot.valToPos(at, 'x', true)
    if (x >= bbox.left && x <= bbox.left + bbox.width)
      railMark(context, severity, x, bbox.top - 9 * pixel, pixel, colours)
  }
  context.restore()
}

/** Valid has hardly a colour; what is pending has none. */
function stripColour(name: QualityName, colours: Colours): string | null {
  const byName: Record<QualityName, string | null> = {
    pending: null,
    valid: faded(colours.accent, 0.28),
    edited: colours.info,
    clockAdjusted: colours.info,
    estimated: colours.minor,
    suspect: colours.major,
    powerOff: colours.edge,
    missing: colours.critical,
  }
  return byName[name]
}

function viewOf({ bbox }: uPlot): Stretch {
  return { left: bbox.left, right: bbox.left + bbox.width }
}

/** Where a stretch of time is drawn, as far as it is in view. */
function shownOf(plot: uPlot, from: number, to: number): Stretch | undefined {
  return inView({ left: plot.valToPos(from, 'x', true), right: plot.valToPos(to, 'x', true) }, viewOf(plot))
}

function withinPlot(plot: uPlot, draw: (context: CanvasRenderingContext2D, pixel: number) => void): void {
  const { ctx: context, bbox } = plot
  context.save()
  context.beginPath()
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  context.clip()
  draw(context, devicePixelRatio)
  context.restore()
}

function hatch(plot: uPlot, left: number, right: number, colour: string): void {
  const { ctx: context, bbox } = plot
  const distance = 7 * devicePixelRatio
  context.save()
  context.beginPath()
  context.rect(left, bbox.top, Math.max(right - left, devicePixelRatio), bbox.height)
  context.clip()
  context.strokeStyle = colour
  context.lineWidth = devicePixelRatio
  context.beginPath()
  // Lines start at multiples of the distance, so that the pattern stays in place while the window moves.
  const first = Math.floor((left - bbox.height) / distance) * distance
  for (let x = first; x < right; x += distance) {
    context.moveTo(x, bbox.top + bbox.height)
    context.lineTo(x + bbox.height, bbox.top)
  }
  context.stroke()
  context.restore()
}

function verticalLine(plot: uPlot, x: number, colour: string, dash: number[]): void {
  const { ctx: context, bbox } = plot
  context.strokeStyle = colour
  context.lineWidth = devicePixelRatio
  context.setLineDash(dash)
  context.beginPath()
  context.moveTo(x, bbox.top)
  context.lineTo(x, bbox.top + bbox.height)
  context.stroke()
  context.setLineDash([])
}

/** Words in the middle of a band; left out when they do not fit, unless they must be said. */
function label(
  plot: uPlot,
  words: string,
  stretch: Stretch,
  y: number,
  colours: Colours,
  mustBeSaid: boolean,
): void {
  const { ctx: context } = plot
  context.font = `${12 * devicePixelRatio}px "IBM Plex Sans", system-ui, sans-serif`
  const needed = context.measureText(words).width + 8 * devicePixelRatio
  if (stretch.right - stretch.left < needed && !mustBeSaid) return
  const middle = middleOfWords(stretch, needed, viewOf(plot))
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineWidth = 4 * devicePixelRatio
  context.strokeStyle = colours.surface
  context.strokeText(words, middle, y)
  context.fillStyle = colours['ink-2']
  context.fillText(words, middle, y)
}

function railMark(
  context: CanvasRenderingContext2D,
  severity: Severity,
  x: number,
  y: number,
  pixel: number,
  colours: Colours,
): void {
  const size = 4 * pixel
  context.beginPath()
  if (severity === 'critical') {
    context.moveTo(x, y - size)
    context.lineTo(x + size, y)
    context.lineTo(x, y + size)
    context.lineTo(x - size, y)
  } else if (severity === 'major') {
    context.moveTo(x, y - size)
    context.lineTo(x + size, y + size)
    context.lineTo(x - size, y + size)
  } else if (severity === 'minor') {
    context.rect(x - size, y - size, size * 2, size * 2)
  } else {
    context.arc(x, y, size * 0.7, 0, 2 * Math.PI)
  }
  context.closePath()
  context.fillStyle = context.strokeStyle = colours[severity]
  context.lineWidth = 1.5 * pixel
  if (severity === 'info') context.stroke()
  else context.fill()
}
