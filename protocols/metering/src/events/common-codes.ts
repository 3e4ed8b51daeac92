/** Codes that IDIS and the Dutch profiles have in common. */
export const commonCodes = {
  powerDown: 1,
  powerUp: 2,
  daylightSavingChanged: 3,
  clockAdjustedOldTime: 4,
  clockAdjustedNewTime: 5,
  clockInvalid: 6,
  replaceBattery: 7,
  batteryLow: 8,
  tariffsActivated: 9,
  errorRegisterCleared: 10,
  alarmRegisterCleared: 11,
  programMemoryError: 12,
  ramError: 13,
  nonVolatileMemoryError: 14,
  watchdogError: 15,
  measurementSystemError: 16,
  firmwareReady: 17,
  firmwareActivated: 18,
  tariffsProgrammed: 19,
  parametersChanged: 47,
  logCleared: 255,
} as const

export const commonFraudCodes = {
  terminalCoverRemoved: 40,
  terminalCoverClosed: 41,
  strongField: 42,
  strongFieldGone: 43,
  meterCoverRemoved: 44,
  meterCoverClosed: 45,
  associationFailure: 46,
} as const
