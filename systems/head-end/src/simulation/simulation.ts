import type { ActiveFault, FaultKind, FaultOrder } from '@ferraris/metering'
import type { SimulatedCustomerDevice } from './customer-device.ts'
import type { MeterButton, MeterFront } from './front.ts'

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
  /** The scenario that is being played; undefined for none. */
  readonly scenario: PlayedScenario | undefined
  /** Those that can be played by their name. */
  readonly scenarios: ({ readonly name: string } & ScenarioTexts)[]
}

interface ScenarioText {
  readonly title: string
  readonly means: string
}

/** What a scenario shows, in English and the languages that its file has. */
interface ScenarioTexts extends ScenarioText {
  readonly it?: ScenarioText
  readonly es?: ScenarioText
}

/** What happens in a scenario, so many seconds after its begin: something is done, or mended. */
interface ScenarioStep {
  readonly after: number
  readonly set?: FaultOrder
  readonly clear?: { readonly kind: FaultKind; readonly target?: string }
}

/** A scenario that is being played, since an instant in epoch milliseconds. */
export interface PlayedScenario {
  readonly scenario: ScenarioTexts & { readonly name: string; readonly steps: readonly ScenarioStep[] }
  readonly speed: number
  readonly begun: number
  /** How many steps have happened. */
  readonly done: number
  /** Those that could not be, by their number. */
  readonly refused: readonly { readonly step: number; readonly detail: string }[]
}

/** A fault that is there, and the serials of the meters that feel it. */
export interface SimulatedFault extends ActiveFault {
  readonly meters: string[]
}

/** Why a fault or a scenario cannot be: which member is wrong. */
interface Refusal<Field extends string> {
  readonly field: Field
  readonly detail: string
}

/**
 * A district simulated beside the head-end, to look at and to inject faults into. The head-end only passes requests on;
 * without it there is no `/simulation`.
 */
export interface Simulation {
  describe(): Promise<SimulatedDistrict>
  /** Undefined when it is done; a fault that cannot be is refused. A fault that is there already takes the new values. */
  setFault(order: FaultOrder): Promise<Refusal<keyof FaultOrder> | undefined>
  /** Ends the fault of a kind at a target, or all of the kind; gives how many there were. */
  clearFaults(kind: FaultKind, target?: string): Promise<number>
  /** Plays a scenario as a file tells it, or by the name of one that is there. Undefined when it has begun. */
  play(scenario: unknown, speed?: number): Promise<Refusal<string> | undefined>
  /** The front of a meter; null for one that is not there. */
  display(serial: string): Promise<MeterFront | null>
  /** Presses a button; says whether something followed. Null for a meter that is not there. */
  press(serial: string, button: MeterButton): Promise<boolean | null>
  /** The customer's device of a meter; null where there is none. */
  customerDevice(serial: string): Promise<SimulatedCustomerDevice | null>
  /** Ends what plays, and mends what it has done. */
  stopPlaying(): Promise<boolean>
}
