import uPlot from 'uplot'
import { type Colours, faded } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { stepPaths } from './step-paths.ts'

/** Which colour a direction of energy has, and whether its line is dashed. */
export interface StrandLook {
  readonly colour: keyof Colours
  readonly dash?: number[]
}

/** The series of one direction, in the order of its strands: measured, doubtful, suspect. */
export function strandSeries(
  drawing: Drawing,
  { colour, dash }: StrandLook,
  colours: Colours,
): uPlot.Series[] {
  const stroke = colours[colour]
  const paths = pathsOf(drawing)
  const isBars = drawing === 'bars'
  const common = { paths, points: { show: false }, width: 1.5, spanGaps: false }
  return [
    {
      ...common,
      stroke,
      dash,
      fill: faded(stroke, isBars ? 0.85 : drawing === 'steps' ? 0.16 : 0.08),
      width: isBars ? 0 : 1.5,
    },
    { ...common, stroke, dash: [2, 3], fill: faded(stroke, isBars ? 0.35 : 0.06), width: isBars ? 0 : 1.5 },
    {
      paths: () => null,
      points: { show: true, size: 6, width: 1.5, stroke, fill: colours.surface },
    },
  ]
}

/** The week before: a thin line, whatever the rest is. */
export function comparisonSeries(drawing: Drawing, colours: Colours): uPlot.Series {
  return {
    stroke: colours.comparison,
    width: 1,
    paths: pathsOf(drawing),
    points: { show: false },
    spanGaps: false,
  }
}

function pathsOf(drawing: Drawing): uPlot.Series.PathBuilder {
  if (drawing === 'steps') return stepPaths
  const { linear, bars } = uPlot.paths
  const builder = drawing === 'lines' ? linear?.() : bars?.({ size: [0.78, 40], radius: 0 })
  return builder ?? stepPaths
}
