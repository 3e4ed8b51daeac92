import { type Obis, obis } from '@ferraris/cosem'

/**
 * The OBIS codes of objects and quantities that more than one package names (IEC 62056-6-1). Objects of one package
 * alone stay there; names for people come from `obisName` of `@ferraris/cosem`.
 */
export const obisCodes = {
  // The logical device and its associations.
  currentAssociation: obis('0.0.40.0.0.255'),
  sapAssignment: obis('0.0.41.0.0.255'),
  logicalDeviceName: obis('0.0.42.0.0.255'),
  securitySetup: obis('0.0.43.0.0.255'),
  invocationCounter: obis('0.0.43.1.0.255'),
  imageTransfer: obis('0.0.44.0.0.255'),
  serialNumber: obis('0.0.96.1.0.255'),
  /** Version and signature of each part of the firmware: of the application; which other is which is our choice. */
  activeFirmware: obis('1.0.0.2.0.255'),
  firmwareSignature: obis('1.0.0.2.8.255'),
  plcFirmware: obis('1.1.0.2.0.255'),
  plcFirmwareSignature: obis('1.1.0.2.8.255'),
  legalFirmware: obis('1.2.0.2.0.255'),
  legalFirmwareSignature: obis('1.2.0.2.8.255'),
  genericFirmware: obis('1.4.0.2.0.255'),
  genericFirmwareSignature: obis('1.4.0.2.8.255'),
  /** Parts of the firmware with their starts and dropped messages, and changes of what is legal; our choice. */
  firmwareParts: obis('0.0.96.50.30.255'),
  legalChanges: obis('0.0.99.98.16.255'),
  legalChangeKind: obis('0.0.96.50.31.255'),
  legalChangeText: obis('0.0.96.50.32.255'),
  metrologyRing: obis('1.0.99.129.0.255'),

  // Time, tariffs, scripts and what controls the supply.
  clock: obis('0.0.1.0.0.255'),
  tariffScripts: obis('0.0.10.0.100.255'),
  disconnectScripts: obis('0.0.10.0.106.255'),
  specialDays: obis('0.0.11.0.0.255'),
  activityCalendar: obis('0.0.13.0.0.255'),
  registerActivation: obis('0.0.14.0.0.255'),
  limiter: obis('0.0.17.0.0.255'),
  /** Of what is fed in: the second limiter, our choice. */
  exportLimiter: obis('0.0.17.0.1.255'),
  /** The public key that verifies called emergencies; our choice, in the group of Italy. */
  emergencyKey: obis('0.0.94.39.170.255'),
  /** Latched bits, which of them are passed on, and those that were (IEC 62056-6-1, 0.b.97.98). */
  alarmRegister: obis('0.0.97.98.0.255'),
  alarmFilter: obis('0.0.97.98.10.255'),
  alarmDescriptor: obis('0.0.97.98.20.255'),
  alarmRegister2: obis('0.0.97.98.1.255'),
  alarmFilter2: obis('0.0.97.98.11.255'),
  alarmDescriptor2: obis('0.0.97.98.21.255'),
  alarmRegister3: obis('0.0.97.98.2.255'),
  alarmFilter3: obis('0.0.97.98.12.255'),
  alarmDescriptor3: obis('0.0.97.98.22.255'),
  /** All alarm registers, and all error registers, in one row. */
  alarmProfile: obis('0.0.97.98.255.255'),
  errorProfile: obis('0.0.97.97.255.255'),
  /** Of the clock's battery: voltage, and hours left; and the temperature of the warmest terminal. */
  batteryVoltage: obis('0.0.96.6.3.255'),
  batteryLeft: obis('0.0.96.6.6.255'),
  temperature: obis('0.0.96.9.0.255'),
  /** Faults that still hold. */
  errorRegister: obis('0.0.97.97.0.255'),
  /** Log, number and time of the event that raised the last alarm; our choice. */
  lastAlarmEvent: obis('0.0.96.50.20.255'),
  /** The push of alarms: in IDIS, and in the Dutch profiles. */
  alarmPush: obis('0.4.25.9.0.255'),
  alarmPushDsmr: obis('0.1.25.9.0.255'),
  /** The push of a meter that has lost its supply, in the Dutch profiles. */
  lastGaspPush: obis('0.3.25.9.0.255'),
  /** The message on the display; its priority and duration, and the table of rows, are our choice. */
  displayMessage: obis('0.0.96.13.1.255'),
  displayTerms: obis('0.0.96.51.0.255'),
  customTable: obis('0.0.96.52.0.255'),
  /** Chain 2: the customer's device, what it is told, the contract, messages sent by day; our choice in the group of Italy. */
  customerDevice: obis('0.0.94.39.160.255'),
  customerSettings: obis('0.0.94.39.161.255'),
  customerContract: obis('0.0.94.39.162.255'),
  customerSentCounters: obis('0.0.94.39.163.255'),
  activeTariff: obis('0.0.96.14.0.255'),
  disconnectControl: obis('0.0.96.3.10.255'),
  /** Behind the switch; our choice within the names that makers may give (IEC 62056-6-1, 0.b.96.50 to 99). */
  loadSideVoltage: obis('0.0.96.50.10.255'),

  // Profiles and what their rows say of themselves.
  loadProfile: obis('1.0.99.1.0.255'),
  dailyProfile: obis('1.0.99.2.0.255'),
  billingProfile: obis('0.0.98.1.0.255'),
  profileStatus: obis('0.0.96.10.1.255'),
  standardLog: obis('0.0.99.98.0.255'),
  fraudLog: obis('0.0.99.98.1.255'),
  disconnectorLog: obis('0.0.99.98.2.255'),
  mbusLog: obis('0.0.99.98.3.255'),
  qualityLog: obis('0.0.99.98.4.255'),
  communicationLog: obis('0.0.99.98.5.255'),
  eventCode: obis('0.0.96.11.0.255'),
  /** How much an event of the quality log was, and how long: the objects of its last columns. */
  eventMagnitude: obis('0.0.96.11.20.255'),
  eventDuration: obis('0.0.96.11.21.255'),
  /** Long failures of the supply: when each ended, and how long it was. */
  powerFailureLog: obis('1.0.99.97.0.255'),
  /** How long the last long failure of any phase was, s. */
  powerFailureDuration: obis('0.0.96.7.19.255'),

  // Energies, totals of all tariffs.
  activeEnergyImport: obis('1.0.1.8.0.255'),
  activeEnergyExport: obis('1.0.2.8.0.255'),
  reactiveEnergyImport: obis('1.0.3.8.0.255'),
  reactiveEnergyExport: obis('1.0.4.8.0.255'),
  /** Of active and reactive, vectorially: while power is drawn, and while it is fed in. */
  apparentEnergyImport: obis('1.0.9.8.0.255'),
  apparentEnergyExport: obis('1.0.10.8.0.255'),

  // Values of this moment, and the greatest demand.
  /** Pulses of the lights for each kWh and kvarh. */
  activePulses: obis('1.0.0.3.0.255'),
  reactivePulses: obis('1.0.0.3.1.255'),
  activePowerImport: obis('1.0.1.7.0.255'),
  activePowerExport: obis('1.0.2.7.0.255'),
  reactivePowerImport: obis('1.0.3.7.0.255'),
  reactivePowerExport: obis('1.0.4.7.0.255'),
  apparentPowerImport: obis('1.0.9.7.0.255'),
  apparentPowerExport: obis('1.0.10.7.0.255'),
  powerFactor: obis('1.0.13.7.0.255'),
  maximumDemandImport: obis('1.0.1.6.0.255'),
  /** Import less export: negative while more is fed in than drawn. */
  activePowerNet: obis('1.0.16.7.0.255'),
  frequency: obis('1.0.14.7.0.255'),
  voltageL1: obis('1.0.32.7.0.255'),
  voltageL2: obis('1.0.52.7.0.255'),
  voltageL3: obis('1.0.72.7.0.255'),
  currentL1: obis('1.0.31.7.0.255'),
  currentL2: obis('1.0.51.7.0.255'),
  currentL3: obis('1.0.71.7.0.255'),
  currentNeutral: obis('1.0.91.7.0.255'),
} as const

/** The object of the code that a log wrote last: each log has one of its own, by value group E (IEC 62056-6-1, 6.2.48). */
export function eventCodeOf(log: string): Obis {
  return obis(`0.0.96.11.${log.split('.')[4]}.255`)
}
