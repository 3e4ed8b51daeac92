import type { Phase } from '../plan/plan.ts'

/** Between two phases a signal passes by the capacitance of the cables alone. */
const crossCoupling = 15
/** A coupler on three phases shares its power among them: 10·log₁₀ 3. */
const threePhase = 4.8

/** Loss between two couplers by the phases they sit on, dB. */
export function phaseLoss(a: readonly Phase[], b: readonly Phase[]): number {
  const shared = a.some(phase => b.includes(phase))
  const split = (a.length === 3 ? threePhase : 0) + (b.length === 3 ? threePhase : 0)
  // Two three-phase couplers lose nothing twice: what one splits the other gathers.
  return (a.length === 3 && b.length === 3 ? 0 : split) + (shared ? 0 : crossCoupling)
}

/** Zero crossings of sender and receiver coincide; a coupler on three phases takes them from its first. */
export function sameZeroCrossing(a: readonly Phase[], b: readonly Phase[]): boolean {
  return a[0] === b[0]
}
