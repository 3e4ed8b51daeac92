import { obisCodes } from '../obis-codes.ts'
import { idisAlarms } from './alarms/idis-alarms.ts'
import { commonCodes, commonFraudCodes } from './common-codes.ts'
import type { EventProfile } from './event-profile.ts'
import { numberOnChannel, perChannel } from './sub-meter-events.ts'

/**
 * Numbers as public manuals of IDIS meters list them. From memory, without a second source: 72 to 81, 160 to 163, the
 * log of M-Bus, and that 48 and 52 stand in the standard log and in that of the disconnector.
 */
export const idisEvents = {
  standard: {
    ...commonCodes,
    externalAlert: 20,
    keysChanged: 48,
    firmwareRefused: 51,
    meterDataCleared: 253,
    loadProfileCleared: 254,
  },
  fraud: {
    ...commonFraudCodes,
    decryptionFailure: 49,
    replayAttempt: 50,
    currentWithoutVoltageL1: 200,
    currentWithoutVoltageL2: 201,
    currentWithoutVoltageL3: 202,
  },
  disconnector: {
    consumptionWhileOpen: 52,
    readyForManualConnection: 59,
    manualDisconnection: 60,
    manualConnection: 61,
    remoteDisconnection: 62,
    remoteConnection: 63,
    localDisconnection: 64,
    limiterExceeded: 65,
    limiterKept: 66,
    limiterChanged: 67,
    switchFailed: 68,
    localReconnection: 69,
    supervision1Exceeded: 70,
    supervision1Kept: 71,
    supervision2Exceeded: 72,
    supervision2Kept: 73,
    supervision3Exceeded: 74,
    supervision3Kept: 75,
  },
  mbus: perChannel(
    {
      subMeterLost: 100,
      subMeterBatteryLow: 102,
      subMeterFraud: 103,
      subMeterFound: 105,
      subMeterFault: 106,
      subMeterDisconnectedByHand: 160,
      subMeterConnectedByHand: 161,
      subMeterDisconnectedRemotely: 162,
      subMeterConnectedRemotely: 163,
      subMeterValveAlarm: 164,
    },
    numberOnChannel,
  ),
  'power-quality': {
    undervoltageL1: 76,
    undervoltageL2: 77,
    undervoltageL3: 78,
    overvoltageL1: 79,
    overvoltageL2: 80,
    overvoltageL3: 81,
    phaseMissingL1: 82,
    phaseMissingL2: 83,
    phaseMissingL3: 84,
    voltageNormalL1: 85,
    voltageNormalL2: 86,
    voltageNormalL3: 87,
    wrongPhaseSequence: 88,
    neutralMissing: 89,
    phaseAsymmetry: 90,
    currentReversed: 91,
    badVoltageL1: 92,
    badVoltageL2: 93,
    badVoltageL3: 94,
  },
  communication: {
    noConnection: 140,
    modemInitialized: 141,
    simFailure: 142,
    simReady: 143,
    gsmRegistrationFailed: 144,
    gprsRegistrationFailed: 145,
    packetContextUp: 146,
    packetContextDown: 147,
    packetContextFailed: 148,
    modemSoftwareReset: 149,
    modemHardwareReset: 150,
    callOut: 151,
    callIn: 152,
    callEnded: 153,
    modemDiagnostics: 154,
    modemUserInitialization: 155,
    weakSignal: 156,
    tooManyCalls: 157,
    localPortUsed: 158,
  },
} as const

/** The logs of IDIS by what they hold. */
export const idisLogs = {
  standard: obisCodes.standardLog,
  fraud: obisCodes.fraudLog,
  disconnector: obisCodes.disconnectorLog,
  mbus: obisCodes.mbusLog,
  'power-quality': obisCodes.qualityLog,
  communication: obisCodes.communicationLog,
} as const

export type IdisLog = keyof typeof idisLogs

/** Numbers as in IDIS. */
export const idis = {
  logs: {
    [idisLogs.standard]: 'standard',
    [idisLogs.fraud]: 'fraud',
    [idisLogs.disconnector]: 'disconnector',
    [idisLogs.mbus]: 'mbus',
    [idisLogs['power-quality']]: 'power-quality',
    [idisLogs.communication]: 'communication',
  },
  codes: idisEvents,
  alarms: idisAlarms,
} as const satisfies EventProfile

/** Every number of {@link idis} by its event: no two logs share one. */
export const idisCodes = {
  ...idisEvents.standard,
  ...idisEvents.fraud,
  ...idisEvents.disconnector,
  ...idisEvents.mbus,
  ...idisEvents['power-quality'],
  ...idisEvents.communication,
} as const
