import { phaseLoss } from '../physics/phases.ts'
import { deviation } from '../simulation/random.ts'
import type { Grid } from './grid.ts'
import type { Place } from './places.ts'

/** Resonances and reflections that no plan knows: standard deviation of a link's loss, dB. */
const fadingDb = 3

/** Whom one place hears, by rising index, and what is lost on the way there, dB. Loss is the same both ways. */
export interface Hearing {
  readonly places: Int32Array
  readonly losses: Float32Array
}

/** Who hears whom. What is lost below `most` dB is not kept: nobody decodes it, and it disturbs nobody. */
export function audibility(places: readonly Place[], grid: Grid, most: number): Hearing[] {
  const boxes = places.map(({ box }) => grid.boxes.get(box)!)
  const lossesFrom = new Map<number, Float64Array>()
  for (const box of boxes) if (!lossesFrom.has(box)) lossesFrom.set(box, grid.lossesFrom(box))

  return places.map((from, i) => {
    const row = lossesFrom.get(boxes[i]!)!
    const heard: number[] = []
    const losses: number[] = []
    if (grid.supplies(boxes[i]!)) {
      places.forEach((to, j) => {
        if (i === j || row[boxes[j]!]! > most || !grid.supplies(boxes[j]!)) return
        const loss = linkLoss(from, to, row[boxes[j]!]!)
        if (loss > most) return
        heard.push(j)
        losses.push(loss)
      })
    }
    return { places: Int32Array.from(heard), losses: Float32Array.from(losses) }
  })
}

/** Loss between two places whose boxes are so far apart, dB. */
function linkLoss(a: Place, b: Place, between: number): number {
  const [low, high] = a.chance < b.chance ? [a, b] : [b, a]
  const fading = fadingDb * deviation(low.chance, high.chance)
  return Math.max(0, between + a.serviceLoss + b.serviceLoss + phaseLoss(a.phases, b.phases) + fading)
}

/** What is lost from one place to another, dB; infinite between those who do not hear each other. */
export function lossBetween(hearing: Hearing, to: number): number {
  const { places, losses } = hearing
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (places[middle]! < to) low = middle + 1
    else high = middle
  }
  return places[low] === to ? losses[low]! : Infinity
}
