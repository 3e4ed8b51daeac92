import type { ActiveFault, FaultKind, FaultOrder } from '@ferraris/metering'

/** A place on the map: metres east and north of the district's middle, chosen so that it can be drawn. */
interface Placed {
  readonly id: string
  readonly x: number
  readonly y: number
}

interface SimulatedBox extends Placed {
  readonly feeder: string
}

export interface SimulatedHome extends Placed {
  /** The box, or the substation, that it is connected to now. */
  readonly box: string
  readonly phases: number[]
  readonly serial: string
  readonly aca: string
  /** Whether a transformer supplies it. */
  readonly supplied: boolean
}

export interface SimulatedSection {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly metres: number
  readonly cable: string
  readonly state: 'closed' | 'open' | 'cut'
}

export interface SimulatedSubstation extends Placed {
  readonly concentrator: string
  /** Serial of the three-phase meter at the transformer. */
  readonly balanceMeter: string
  readonly boxes: SimulatedBox[]
  readonly sections: SimulatedSection[]
  readonly homes: SimulatedHome[]
}

/** A simulated district as it is now. */
export interface SimulatedDistrict {
  /** False while the line catches up with the time in which nothing ran. */
  readonly live: boolean
  /** What the time is on the line, epoch milliseconds. */
  readonly lineTime: number
  readonly substations: SimulatedSubstation[]
  /** Sections between feeders of two substations: open ties. */
  readonly ties: SimulatedSection[]
  /** Serials of the meters that are on no line. */
  readonly direct: string[]
  readonly faults: SimulatedFault[]
}

/** A fault that is there, and the serials of the meters that feel it. */
export interface SimulatedFault extends ActiveFault {
  readonly meters: string[]
}

/** Why a fault cannot be: which member of the order is wrong. */
interface FaultRefusal {
  readonly field: keyof FaultOrder
  readonly detail: string
}

/**
 * A district simulated beside the head-end, to look at and to inject faults into. The head-end only passes requests on;
 * without it there is no `/simulation`.
 */
export interface Simulation {
  describe(): Promise<SimulatedDistrict>
  /** Undefined when it is done; a fault that cannot be is refused. A fault that is there already takes the new values. */
  setFault(order: FaultOrder): Promise<FaultRefusal | undefined>
  /** Ends the fault of a kind at a target, or all of the kind; gives how many there were. */
  clearFaults(kind: FaultKind, target?: string): Promise<number>
}
