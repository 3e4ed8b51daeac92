import { secondsPerDay, secondsPerHour } from '@ferraris/metering'
import { dailySums } from '../quarters/daily.ts'
import { quality } from '../quarters/quality.ts'
import type { Quarters } from '../quarters/quarters.ts'
import type { Span } from '../time/window.ts'

/** How a window is drawn: quarter steps up to three days, lines up to two months, a bar a day beyond. */
export type Drawing = 'steps' | 'lines' | 'bars'

/** An hour more than whole days, because of the clock change in autumn. */
export function drawingOf({ from, to }: Span): Drawing {
  const length = to - from - secondsPerHour
  return length <= 3 * secondsPerDay ? 'steps' : length <= 62 * secondsPerDay ? 'lines' : 'bars'
}

/** One direction of energy as uPlot draws it: columns over the same instants, null where nothing is drawn. */
export interface Strands {
  /** What was measured. */
  readonly measured: (number | null)[]
  /** What was estimated or edited, with the measured neighbours it connects to. */
  readonly doubtful: (number | null)[]
  /** What is suspect: marked by a hollow point on top. */
  readonly suspect: (number | null)[]
}

export type Points = (number | null)[]

/** The instants at which a drawing has points. Steps also name the end of the last one; a line goes through the middles. */
export function instantsOf(drawing: Drawing, { starts, step, days }: Quarters): number[] {
  switch (drawing) {
    case 'steps':
      return [...starts, ...starts.slice(-1).map(last => last + step)]
    case 'lines':
      return starts.map(start => start + step / 2)
    case 'bars':
      return days.map(({ start, end }) => (start + end) / 2)
  }
}

/** Mean power in kW of each interval, or kWh of each day; `sign` -1 draws it below zero. */
export function strandsOf(drawing: Drawing, quarters: Quarters, sign: 1 | -1): Strands {
  if (drawing === 'bars') return dailyStrands(quarters, sign)
  const scale = (sign * (secondsPerHour / quarters.step)) / 1000
  const isDoubtful = quarters.quality.map(code => code === quality.estimated || code === quality.edited)
  // A line needs its neighbours to be seen; a step stands by itself.
  const joins = (index: number) => drawing === 'lines' && (isDoubtful[index - 1] || isDoubtful[index + 1])

  const strands: Strands = { measured: [], doubtful: [], suspect: [] }
  quarters.values.forEach((value, index) => {
    const scaled = value === null ? null : value * scale
    strands.measured.push(isDoubtful[index] ? null : scaled)
    strands.doubtful.push(isDoubtful[index] || joins(index) ? scaled : null)
    strands.suspect.push(quarters.quality[index] === quality.suspect ? scaled : null)
  })
  if (drawing === 'steps') for (const points of Object.values(strands) as Points[]) points.push(null)
  return strands
}

/** Values of another week over the same instants, drawn as one plain line. */
export function pointsOf(drawing: Drawing, values: Points, step: number, sign: 1 | -1): Points {
  const scale = (sign * (secondsPerHour / step)) / 1000
  const points = values.map(value => (value === null ? null : value * scale))
  return drawing === 'steps' ? [...points, null] : points
}

function dailyStrands(quarters: Quarters, sign: 1 | -1): Strands {
  const days = dailySums(quarters)
  const scaled = (sum: number | null) => (sum === null ? null : (sign * sum) / 1000)
  return {
    measured: days.map(({ sum, isPartial }) => (isPartial ? null : scaled(sum))),
    doubtful: days.map(({ sum, isPartial }) => (isPartial ? scaled(sum) : null)),
    suspect: days.map(({ sum, worst }) => (worst === quality.suspect ? scaled(sum) : null)),
  }
}
