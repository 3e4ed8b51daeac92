import type { ApplianceName } from '../physics/appliances.ts'
import type { CableType, Phase } from '../physics/attenuation.ts'
import type { BandName } from '../physics/bands.ts'

/**
 * A low-voltage district as data; a person can write it by hand (`parsePlan`), a generator can make it (`planDistrict`).
 * Places are told apart by their names: substations, boxes (which come to be by being an end of a section) and homes.
 */
export interface DistrictPlan {
  readonly name: string
  readonly band: BandName
  /** The busbars of the transformers; concentrator and substation meter sit there, on all three phases. */
  readonly substations: readonly string[]
  readonly sections: readonly Section[]
  readonly homes: readonly Home[]
}

/** A length of cable between two boxes, or between a substation and the first box of a feeder. */
export interface Section {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly metres: number
  readonly cable: CableType
  /** A switch in it is open: the tie to another feeder, closed only when the grid is switched. */
  readonly open?: boolean
}

/** A customer's connection: the service cable from a box, and what is plugged in behind it. */
export interface Home {
  readonly id: string
  /** The box, or the substation, that the service cable comes from. */
  readonly box: string
  /** One phase, or all three: then its modem couples to all of them, and takes zero crossings from the first. */
  readonly phases: readonly Phase[]
  readonly metres: number
  readonly appliances?: readonly ApplianceName[]
}
