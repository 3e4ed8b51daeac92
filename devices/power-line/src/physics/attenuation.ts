/**
 * Attenuation per metre at 100 kHz, dB. Measurements of whole low-voltage feeders lie between 40 and 100 dB/km, loads
 * included; ours hang at the boxes, so these are the lower half of that range and what impedance steps add to it.
 */
export const cables = { underground: 0.08, overhead: 0.05, service: 0.08 } as const

export type CableType = keyof typeof cables

/** Attenuation of a length of cable, dB; skin effect and dielectric let it grow a little faster than √f. */
export function cableLoss(cable: CableType, metres: number, carrier: number): number {
  return cables[cable] * metres * (carrier / 100_000) ** 0.6
}

/** Characteristic impedance of a cable over that of a home's installation: what a home weighs beside a cable. */
const homeWeight = 0.8
/** Homes behind one box share its risers, so many of them do not weigh more than this. */
const heaviestHomes = 1.6
/** A transformer is a low impedance to a carrier. */
const transformerWeight = 2

/** What hangs at a box, as admittance in units of a cable's. */
export interface Junction {
  /** Cable sections that end here. */
  readonly cables: number
  readonly homes: number
  readonly transformer: boolean
}

/**
 * Insertion loss of a box, dB, for a signal that arrives by one line and goes on by another: 20·log₁₀(1 + y/2), where y is
 * the admittance of all else that hangs there. With cables alone it is the loss of a matched star.
 *
 * @param sections how many of the junction's own sections the signal uses: 2 passing through, 1 at an end, 0 among neighbours
 */
export function junctionLoss({ cables, homes, transformer }: Junction, sections: 0 | 1 | 2): number {
  const homesWeight = Math.min((homes / 3) * homeWeight, heaviestHomes)
  const y = Math.max(0, cables - sections) + homesWeight + (transformer ? transformerWeight : 0)
  return 20 * Math.log10(1 + y / 2)
}

export type Phase = 1 | 2 | 3

/** Between two phases a signal passes by the capacitance of the cables alone. */
const crossCoupling = 15
/** A coupler on three phases shares its power among them: 10·log₁₀ 3. */
const threePhase = 4.8

/** Loss between two couplers by the phases they sit on, dB. */
export function phaseLoss(a: readonly Phase[], b: readonly Phase[]): number {
  const shared = a.some(phase => b.includes(phase))
  const split = (a.length === 3 ? threePhase : 0) + (b.length === 3 ? threePhase : 0)
  // Two three-phase couplers lose nothing: the second gathers what the first splits.
  return (a.length === 3 && b.length === 3 ? 0 : split) + (shared ? 0 : crossCoupling)
}

/** Zero crossings of sender and receiver coincide; a coupler on three phases takes them from its first. */
export function sameZeroCrossing(a: readonly Phase[], b: readonly Phase[]): boolean {
  return a[0] === b[0]
}
