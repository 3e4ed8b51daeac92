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
