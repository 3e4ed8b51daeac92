/**
 * What no meter measures: how much of what the home produces it uses itself. Meters report a minute apart, so only figures of
 * the same quarter meet, and a quarter counts once all meters have told it.
 */
export interface HomeEnergy {
  /** End of the last quarter that was counted or given up. */
  readonly through?: number
  /** Whole Wh since the beginning; they never fall. */
  readonly selfConsumed: number
  readonly consumed: number
  /** The last quarter. */
  readonly last?: HomeQuarter
  /** Quarters that a meter never told, or in which more left the home than it made: not counted. */
  readonly missing: number
  readonly impossible: number
}

/** Energies of one quarter, Wh. */
export interface HomeQuarter {
  readonly end: number
  readonly produced: number
  readonly exported: number
  readonly imported: number
  readonly selfConsumed: number
  readonly consumed: number
}

export const noHomeEnergy: HomeEnergy = { selfConsumed: 0, consumed: 0, missing: 0, impossible: 0 }
