/** Why an event frame was sent: our allocation of its first field. */
export const eventTypes = {
  association: 1,
  bandUp: 2,
  bandDown: 3,
  availablePowerExceeded: 4,
  backBelow: 5,
  limiterOpen: 6,
  supplyRestored: 7,
  energyThreshold: 8,
  clockOrTariff: 9,
} as const
export type EventType = keyof typeof eventTypes

/** Countdown of CF22 where the limiter will not open. */
export const noCountdown = 0xffff
