import type uPlot from 'uplot'

/**
 * Draws each interval from its beginning to the next instant, as high as its value: energy per quarter-hour is
 * never smoothed, and beside a gap a step keeps its whole width (uPlot's own steps end where a gap begins to).
 */
export const stepPaths: uPlot.Series.PathBuilder = (plot, seriesIndex, first, last) => {
  const stroke = new Path2D()
  const fill = new Path2D()
  const instants = plot.data[0]
  const values = plot.data[seriesIndex] ?? []
  const scale = plot.series[seriesIndex]?.scale ?? 'y'
  const zero = plot.valToPos(0, scale, true)
  let isOpen = false

  for (let index = first; index <= last; index++) {
    const value = values[index]
    const [start, end] = [instants[index], instants[index + 1]]
    if (value == null || start === undefined || end === undefined) {
      isOpen = false
      continue
    }
    const left = Math.round(plot.valToPos(start, 'x', true))
    const right = Math.round(plot.valToPos(end, 'x', true))
    const top = Math.round(plot.valToPos(value, scale, true))
    if (isOpen) stroke.lineTo(left, top)
    else stroke.moveTo(left, top)
    stroke.lineTo(right, top)
    fill.rect(left, Math.min(top, zero), right - left, Math.abs(zero - top))
    isOpen = true
  }
  return { stroke, fill, clip: null, band: null, flags: 0 }
}
