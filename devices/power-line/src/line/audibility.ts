import { phaseLoss } from '../physics/attenuation.ts'
import { deviation } from '../simulation/random.ts'
import type { Grid } from './grid.ts'
import type { Place } from './places.ts'

/** Resonances and reflections outside of any plan: standard deviation of a link's loss, dB. */
const fadingDb = 3

/** The places that one place hears, by rising index, and the loss between, dB. Loss is the same both ways. */
export interface Hearing {
  readonly places: Int32Array
  readonly losses: Float32Array
}

/** The links of each place. One that loses more than `most` dB is left out: its frames are neither decoded nor disturb. */
export function audibility(places: readonly Place[], grid: Grid, most: number): Hearing[] {
  const placed = places.map(place => ({ place, box: grid.box(place.box) }))
  const lossesFrom = new Map<number, Float64Array>()
  const lossesOf = (box: number): Float64Array => {
    const losses = lossesFrom.get(box) ?? grid.lossesFrom(box)
    lossesFrom.set(box, losses)
    return losses
  }

  return placed.map(from => {
    const heard: number[] = []
    const losses: number[] = []
    if (grid.supplies(from.box)) {
      const row = lossesOf(from.box)
      placed.forEach((to, index) => {
        const between = row[to.box] ?? Infinity
        if (from === to || between > most || !grid.supplies(to.box)) return
        const loss = linkLoss(from.place, to.place, between)
        if (loss > most) return
        heard.push(index)
        losses.push(loss)
      })
    }
    return { places: Int32Array.from(heard), losses: Float32Array.from(losses) }
  })
}

/** Loss between two places with boxes so far apart, dB. */
function linkLoss(a: Place, b: Place, between: number): number {
  const [low, high] = a.chance < b.chance ? [a, b] : [b, a]
  const fading = fadingDb * deviation(low.chance, high.chance)
  return Math.max(0, between + a.serviceLoss + b.serviceLoss + phaseLoss(a.phases, b.phases) + fading)
}

/** The places that hear one, and what is lost on the way to each, dB. */
export function forEachHearer(
  { places, losses }: Hearing,
  visit: (place: number, loss: number) => void,
): void {
  for (let i = 0; i < places.length; i++) visit(places[i] ?? 0, losses[i] ?? Infinity)
}

/** What is lost from one place to another, dB; infinite between places that do not hear each other. */
export function lossBetween(hearing: Hearing, to: number): number {
  const { places, losses } = hearing
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] ?? to) < to) low = middle + 1
    else high = middle
  }
  return places[low] === to ? (losses[low] ?? Infinity) : Infinity
}
