/**
 * Numbers of the standard and disconnection events, as meters to the European companion specifications write them
 * into their logs. Data: another specification brings another table.
 */
export const eventCodes = {
  powerDown: 1,
  powerUp: 2,
  daylightSavingChanged: 3,
  clockAdjustedOldTime: 4,
  clockAdjustedNewTime: 5,
  tariffsActivated: 9,
  firmwareActivated: 18,
  terminalCoverRemoved: 40,
  terminalCoverClosed: 41,
  associationFailure: 46,
  keysChanged: 48,
  decryptionFailure: 49,
  replayAttempt: 50,
  manualDisconnection: 60,
  manualConnection: 61,
  remoteDisconnection: 62,
  remoteConnection: 63,
  localDisconnection: 64,
  localReconnection: 69,
  undervoltage: 76,
  voltageNormal: 85,
} as const

export type EventName = keyof typeof eventCodes
