import type uPlot from 'uplot'
import { type Tick, ticksOf } from '../time/ticks.ts'
import type { Colours } from './colours.ts'
import { drawBehind, drawInFront, type Overlays, railHeight, stripHeight } from './overlays.ts'

interface PlotSettings {
  readonly width: number
  readonly height: number
  readonly zone: string
  readonly series: uPlot.Series[]
  readonly colours: Colours
  /** Asked for at each drawing, so that they may change without a new plot. */
  readonly overlays: () => Overlays
  /** The scale of values, given those in sight. */
  readonly valueRange: (least: number, most: number) => [least: number, most: number]
  readonly tickLabel: (tick: Tick, isFirst: boolean) => string
  readonly valueLabel: (value: number, decimals: number) => string
}

const font = '12px "IBM Plex Sans", system-ui, sans-serif'
/** Width of a label of the time axis with the space around it. */
const tickRoom = 76

/** What uPlot is told: one time axis in the meter's zone, one axis of values, and our drawings around the curve. */
export function plotOptions(settings: PlotSettings): uPlot.Options {
  const { colours, overlays } = settings
  const grid = { stroke: colours.line, width: 1 }
  const ticks = (plot: uPlot, from: number, to: number) =>
    ticksOf({ from, to }, settings.zone, Math.max(2, Math.floor(plot.width / tickRoom)))
  return {
    width: settings.width,
    height: settings.height,
    padding: [railHeight, 12, 0, 0],
    legend: { show: false },
    // Gestures are ours: uPlot only draws the line under the pointer.
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: false, y: false, setScale: false },
      bind: { dblclick: () => null },
    },
    scales: {
      x: { time: false },
      y: { range: (_, least, most) => settings.valueRange(least ?? 0, most ?? 0) },
    },
    series: [{}, ...settings.series],
    axes: [
      {
        font,
        stroke: colours['ink-3'],
        grid: { ...grid, width: 0.5 },
        ticks: { show: false },
        gap: stripHeight + 8,
        size: 42,
        splits: (plot, _axis, from, to) => ticks(plot, from, to).map(({ at }) => at),
        // The same ticks again: uPlot keeps only their instants.
        values: plot => {
          const { min, max } = scaleOf(plot, 'x')
          return ticks(plot, min, max).map((tick, index) =>
            // Where the plot ends there is no room for a label.
            plot.valToPos(tick.at, 'x') > plot.over.clientWidth - 24
              ? ''
              : settings.tickLabel(tick, index === 0),
          )
        },
      },
      {
        font,
        stroke: colours['ink-3'],
        grid,
        ticks: { show: false },
        size: 48,
        space: 36,
        values: (_, splits, _axis, _space, step) =>
          splits.map(value => settings.valueLabel(value, decimalsOf(step))),
      },
    ],
    hooks: {
      drawClear: [plot => drawBehind(plot, overlays(), colours)],
      draw: [plot => drawInFront(plot, overlays(), colours)],
    },
  }
}

/** How many decimals tell neighbouring labels apart: two steps of 0.025 must not both read 0.03. */
function decimalsOf(step: number): number {
  let decimals = 0
  while (decimals < 4 && Math.abs(Math.round(step * 10 ** decimals) - step * 10 ** decimals) > 1e-6)
    decimals++
  return decimals
}

/** What a scale reaches from and to at present. */
export function scaleOf(plot: uPlot, key: 'x' | 'y'): { readonly min: number; readonly max: number } {
  const { min, max } = plot.scales[key] ?? {}
  return { min: min ?? 0, max: max ?? 0 }
}

/**
 * The scale of values: from zero, with a little room beyond, at least a tenth of a kilowatt. While `held` it only
 * grows, so that the curve does not breathe under a dragging hand.
 */
export function valueRange(
  least: number,
  most: number,
  held: readonly [number, number] | null,
): [least: number, most: number] {
  const top = Math.max(0, most) * 1.06
  const foot = Math.min(0, least) * 1.06
  const fresh: [number, number] = [foot, Math.max(top, foot < 0 ? 0 : 0.1)]
  return held ? [Math.min(held[0], fresh[0]), Math.max(held[1], fresh[1])] : fresh
}
