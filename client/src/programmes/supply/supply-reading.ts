/** What the logic of a supply switch may say of itself (class 70, attribute 3). */
export const controlStates = ['disconnected', 'connected', 'ready-for-reconnection'] as const

/** Where a supply switch stands, as far as its meter tells it. */
export interface SupplyReading {
  readonly controlState: (typeof controlStates)[number]
  /** Whether it is closed physically. */
  readonly outputState?: boolean
  /** 0 to 6: which transitions remote, manual and local control may do. */
  readonly controlMode?: number
  /** V behind the switch. */
  readonly loadSideVolts?: number
}
