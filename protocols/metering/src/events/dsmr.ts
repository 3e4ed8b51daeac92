import { obisCodes } from '../obis-codes.ts'
import { dsmrAlarms } from './alarms/dsmr-alarms.ts'
import { commonCodes, commonFraudCodes } from './common-codes.ts'
import type { EventProfile } from './event-profile.ts'
import { numberOnChannel, perChannel } from './sub-meter-events.ts'

/** Numbers of the Dutch DSMR and SMR. From 48 on they mean other things than in {@link idis}, and logs 4 and 5 change places. */
export const dsmr = {
  logs: {
    [obisCodes.standardLog]: 'standard',
    '0.0.99.98.1.255': 'fraud',
    '0.0.99.98.3.255': 'mbus',
    '0.0.99.98.4.255': 'communication',
    '0.0.99.98.5.255': 'power-quality',
    // 16-bit numbers of sub-meters.
    '0.0.99.98.6.255': 'auxiliary',
    // The same with magnitude and duration; and those of the total harmonic distortion (THD) of currents.
    '0.0.99.98.7.255': 'power-quality',
    '0.0.99.98.8.255': 'power-quality',
  },
  codes: {
    standard: {
      ...commonCodes,
      selfCheckGood: 20,
      moduleRemoved: 21,
      moduleInserted: 22,
      errorRegister2Cleared: 23,
      alarmRegister2Cleared: 24,
      lastGaspTest: 25,
      metrologicalMaintenance: 71,
      technicalMaintenance: 72,
      lastGasp: 99,
    },
    fraud: { ...commonFraudCodes, moduleCoverOpened: 48, moduleCoverClosed: 49 },
    mbus: perChannel(
      {
        subMeterLost: 100,
        subMeterBack: 101,
        subMeterBatteryLow: 102,
        subMeterFraud: 103,
        subMeterClockAdjusted: 104,
        subMeterFound: 105,
        subMeterFault: 106,
        subMeterBatteryDead: 107,
      },
      numberOnChannel,
    ),
    communication: {
      readingsFetched: 73,
      subMeterReadingsFetched: 74,
      intervalsFetched: 75,
      subMeterIntervalsFetched: 76,
    },
    'power-quality': {
      currentDistortionHighL1: 51,
      currentDistortionHighL2: 52,
      currentDistortionHighL3: 53,
      currentDistortionNormalL1: 54,
      currentDistortionNormalL2: 55,
      currentDistortionNormalL3: 56,
      currentDistortionLongL1: 57,
      currentDistortionLongL2: 58,
      currentDistortionLongL3: 59,
      undervoltageL1: 77,
      undervoltageL2: 78,
      undervoltageL3: 79,
      overvoltageL1: 80,
      overvoltageL2: 81,
      overvoltageL3: 82,
      voltageNormalL1: 83,
      voltageNormalL2: 84,
      voltageNormalL3: 85,
      phaseMissingL1: 86,
      phaseMissingL2: 87,
      phaseMissingL3: 88,
      phaseOutageTest: 89,
      phaseBackL1: 90,
      phaseBackL2: 91,
      phaseBackL3: 92,
      sagL1: 93,
      sagL2: 94,
      sagL3: 95,
      swellL1: 96,
      swellL2: 97,
      swellL3: 98,
    },
  },
  alarms: dsmrAlarms,
} as const satisfies EventProfile
