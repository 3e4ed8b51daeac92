/** The logic of a supply switch (IEC 62056-6-2, class 70, attribute 3 control_state). */
export const controlStates = {
  disconnected: 0,
  connected: 1,
  readyForReconnection: 2,
} as const

export type ControlState = (typeof controlStates)[keyof typeof controlStates]

/** What is asked of a supply switch. */
export type SupplyOrder = 'disconnect' | 'reconnect'

/**
 * What moves it (class 70, control modes): an order over the wire, the button on the meter, the meter itself, such as
 * its limiter.
 */
export type SwitchMovement = `${'remote' | 'manual' | 'local'}-${SupplyOrder}`
