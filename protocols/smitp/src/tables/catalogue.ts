import type { Codec } from '@ferraris/codec'
import { obisCodes } from '@ferraris/metering'
import { dateTime } from '../application/date-time.ts'
import type { Right } from '../session/table-store.ts'
import { profileBlock } from './profile-block.ts'
import {
  energyReadings,
  hundredthsOfAmperes,
  millihertz,
  plainNumber,
  type Reading,
  seconds,
  tariffReadings,
  tenthsOfVolts,
  thousandths,
  voltAmpereHours,
  voltAmperes,
  watts,
} from './reading.ts'
import * as rows from './rows.ts'
import { statusWord } from './status-word.ts'

/** Rows of one kind: where they stand, what is in them, the rights to read and write them. */
export interface RowKind<T> {
  readonly table: number
  readonly name: string
  /** The first and the last row, and what a row's number means where there are several. */
  readonly rows: readonly [first: number, last: number, meaning?: string]
  readonly codec: Codec<T>
  /** The least right that reads; undefined where none does. */
  readonly read: Right | undefined
  readonly write?: Right
  /** The least right that puts it back to what it is without being written; undefined where none does. */
  readonly reset?: Right
  /** The object of COSEM that shows the same. */
  readonly obis: string
  /** What one of each number is worth, by the member's name. */
  readonly units?: Readonly<Record<string, string>>
  /** The row as values with their names and units. */
  readonly readings?: (row: T) => readonly Reading[]
}

const stamped = { time: 's since 1970' } as const
const energyUnits = {
  activeImport: 'Wh',
  activeExport: 'Wh',
  reactiveImport: 'varh',
  reactiveExport: 'varh',
} as const
const tariffUnits = { tariff1: 'Wh', tariff2: 'Wh', tariff3: 'Wh', tariff4: 'Wh' } as const

function kind<T>(definition: RowKind<T>): RowKind<T> {
  return definition
}

/** Days of the load profile and of the daily closures; row = days since 1970-01-01, modulo this. */
export const daysKept = 93
/** Days of messages to the customer, and the row of the first. */
const customerDaysKept = 60
const customerSentFrom = 3
/** The row that counts a day's messages to the customer. */
export function rowOfCustomerDay(day: number): number {
  return customerSentFrom + (day % customerDaysKept)
}
/** Events kept; row = number modulo this. */
export const eventsKept = 256

/** The row of a day, given in days since 1970-01-01. */
export function rowOfDay(day: number): number {
  return ((day % daysKept) + daysKept) % daysKept
}
/** The row of a month that was closed: months since January 2000, modulo 256. */
export function rowOfMonth(year: number, month: number): number {
  return ((year - 2000) * 12 + month - 1) & 0xff
}

/** Blocks that a row of the firmware table tells of. */
export const firmwareBlocksPerRow = 800

function loadProfile(table: number, name: string, obis: string) {
  return kind({
    table,
    name: `load profile ${name}`,
    rows: [0, daysKept - 1, 'day since 1970-01-01, modulo 93'],
    codec: profileBlock,
    read: 'read',
    obis,
  })
}

/**
 * The tables of our meters: our choice, since the field's data model is not public. Only the status word, table 00 row
 * 3F, is known. Table 50 (Chain 2) is not served yet. Selections by time (BUFF_SELECT) are for the tables of rows with a
 * time: 12, 13, 20 to 23, 30.
 */
export const catalogue = {
  statusWord: kind({
    table: 0,
    name: 'status word',
    rows: [0x3f, 0x3f],
    codec: statusWord,
    read: 'clear',
    obis: obisCodes.profileStatus,
  }),
  identity: kind({
    table: 1,
    name: 'identity',
    rows: [0, 0],
    codec: rows.identity,
    read: 'read',
    obis: obisCodes.serialNumber,
  }),
  clock: kind({
    table: 2,
    name: 'clock',
    rows: [0, 0],
    codec: dateTime,
    read: 'read',
    write: 'write',
    obis: obisCodes.clock,
  }),
  tariffState: kind({
    table: 3,
    name: 'tariff state',
    rows: [0, 0],
    codec: rows.tariffState,
    read: 'read',
    obis: obisCodes.activeTariff,
    readings: ({ active }) => [plainNumber(obisCodes.activeTariff, active)],
  }),
  tariffDay: kind({
    table: 3,
    name: 'tariff day',
    rows: [1, 8, '1 Monday to 7 Sunday, 8 special day'],
    codec: rows.dayProfile,
    read: 'read',
    obis: obisCodes.activityCalendar,
  }),
  breaker: kind({
    table: 4,
    name: 'breaker',
    rows: [0, 0],
    codec: rows.breaker,
    read: 'read',
    obis: obisCodes.disconnectControl,
  }),
  limiter: kind({
    table: 4,
    name: 'limiter',
    rows: [1, 1],
    codec: rows.limiter,
    read: 'read',
    obis: obisCodes.limiter,
    units: { active: 'W', normal: 'W', emergency: 'W', patienceSeconds: 's' },
  }),
  keys: kind({
    table: 5,
    name: 'keys',
    rows: [0, 0],
    codec: rows.keyPair,
    read: undefined,
    write: 'write',
    obis: obisCodes.securitySetup,
  }),
  totals: kind({
    table: 10,
    name: 'totals',
    rows: [0, 0],
    codec: rows.totals,
    read: 'read',
    obis: obisCodes.activeEnergyImport,
    units: { ...stamped, ...energyUnits },
    readings: energyReadings,
  }),
  apparent: kind({
    table: 10,
    name: 'apparent power and energy',
    rows: [1, 1],
    codec: rows.apparent,
    read: 'read',
    obis: obisCodes.apparentEnergyImport,
    units: {
      ...stamped,
      energyImport: 'VAh',
      energyExport: 'VAh',
      powerImport: 'VA',
      powerExport: 'VA',
      powerFactor: '1/1000',
    },
    readings: row => [
      voltAmpereHours(obisCodes.apparentEnergyImport, row.energyImport),
      voltAmpereHours(obisCodes.apparentEnergyExport, row.energyExport),
      voltAmperes(obisCodes.apparentPowerImport, row.powerImport),
      voltAmperes(obisCodes.apparentPowerExport, row.powerExport),
      thousandths(obisCodes.powerFactor, row.powerFactor),
    ],
  }),
  tariffRegisters: kind({
    table: 11,
    name: 'tariff registers',
    rows: [0, 0],
    codec: rows.tariffRegisters,
    read: 'read',
    obis: '1.0.1.8.1.255',
    units: { ...stamped, ...tariffUnits },
    readings: tariffReadings,
  }),
  monthlyClosure: kind({
    table: 12,
    name: 'monthly closure',
    rows: [0, 255, 'month that was closed since January 2000, modulo 256'],
    codec: rows.monthlyClosure,
    read: 'read',
    obis: obisCodes.billingProfile,
    units: { ...stamped, ...energyUnits, ...tariffUnits, demand: 'W', demandTime: stamped.time },
    readings: row => [
      ...energyReadings(row),
      ...tariffReadings(row),
      watts(obisCodes.maximumDemandImport, row.demand),
    ],
  }),
  dailyClosure: kind({
    table: 13,
    name: 'daily closure',
    rows: [0, daysKept - 1, 'day since 1970-01-01 that was closed, modulo 93'],
    codec: rows.dailyClosure,
    read: 'read',
    obis: obisCodes.dailyProfile,
    units: { ...stamped, ...energyUnits, ...tariffUnits },
    readings: row => [...energyReadings(row), ...tariffReadings(row)],
  }),
  loadActiveImport: loadProfile(20, 'A+', obisCodes.activeEnergyImport),
  loadActiveExport: loadProfile(21, 'A−', obisCodes.activeEnergyExport),
  loadReactiveImport: loadProfile(22, 'R+', obisCodes.reactiveEnergyImport),
  loadReactiveExport: loadProfile(23, 'R−', obisCodes.reactiveEnergyExport),
  event: kind({
    table: 30,
    name: 'event',
    rows: [0, eventsKept - 1, 'number of the event, modulo 256'],
    codec: rows.event,
    read: 'read',
    units: stamped,
    obis: obisCodes.standardLog,
  }),
  alarms: kind({
    table: 31,
    name: 'alarms',
    rows: [0, 0],
    codec: rows.alarms,
    read: 'read',
    obis: obisCodes.alarmRegister,
    units: stamped,
  }),
  supplyQuality: kind({
    table: 40,
    name: 'supply quality',
    rows: [0, 0],
    codec: rows.supplyQuality,
    read: 'read',
    obis: obisCodes.voltageL1,
    units: { ...stamped, frequency: 'mHz' },
    readings: ({ frequency, phases }) => [
      millihertz(obisCodes.frequency, frequency),
      ...phases.flatMap(({ voltage, current, activeImport, activeExport }, i) => [
        watts(`1.0.${20 * i + 21}.7.0.255`, activeImport),
        watts(`1.0.${20 * i + 22}.7.0.255`, activeExport),
        hundredthsOfAmperes(`1.0.${20 * i + 31}.7.0.255`, current),
        tenthsOfVolts(`1.0.${20 * i + 32}.7.0.255`, voltage),
      ]),
    ],
  }),
  supplyFailures: kind({
    table: 41,
    name: 'supply failures',
    rows: [0, 0],
    codec: rows.supplyFailures,
    read: 'read',
    obis: '0.0.96.7.21.255',
    units: { lastLong: 's', threshold: 's' },
    readings: row => [
      plainNumber('0.0.96.7.0.255', row.all),
      plainNumber('0.0.96.7.21.255', row.any),
      plainNumber('0.0.96.7.9.255', row.long),
      seconds(obisCodes.powerFailureDuration, row.lastLong),
      seconds('0.0.96.7.20.255', row.threshold),
    ],
  }),
  dips: kind({
    table: 41,
    name: 'dips',
    rows: [1, 3, 'phase'],
    codec: rows.dips,
    read: 'read',
    obis: '1.0.32.32.0.255',
    units: { sagDuration: '0.1 s', sagVoltage: '0.1 V', swellDuration: '0.1 s', swellVoltage: '0.1 V' },
  }),
  harmonics: kind({
    table: 42,
    name: 'harmonics',
    rows: [1, 3, 'phase'],
    codec: rows.harmonics,
    read: 'read',
    obis: '1.0.32.7.124.255',
    units: { totalVoltage: '0.1 %', totalCurrent: '0.1 %' },
  }),
  customerSettings: kind({
    table: 50,
    name: 'customer settings',
    rows: [0, 0],
    codec: rows.customerSettings,
    read: 'read',
    write: 'write',
    obis: obisCodes.customerSettings,
    units: { gap: 'W', weeklyThreshold: 'Wh' },
  }),
  customerDevice: kind({
    table: 50,
    name: 'customer device',
    rows: [1, 1],
    codec: rows.customerDevice,
    read: 'read',
    reset: 'write',
    obis: obisCodes.customerDevice,
    units: { since: 's since 1970', keyedAt: 's since 1970' },
  }),
  customerDeviceKeys: kind({
    table: 50,
    name: 'customer device and keys',
    rows: [2, 2],
    codec: rows.customerDeviceKeys,
    read: undefined,
    write: 'write',
    obis: obisCodes.customerDevice,
  }),
  customerSent: kind({
    table: 50,
    name: 'customer messages sent',
    rows: [
      customerSentFrom,
      customerSentFrom + customerDaysKept - 1,
      `${customerSentFrom} + days since 1970-01-01, modulo ${customerDaysKept}`,
    ],
    codec: rows.customerSent,
    read: 'read',
    obis: obisCodes.customerSentCounters,
    units: { day: 'days since 1970-01-01' },
  }),
  firmware: kind({
    table: 60,
    name: 'firmware',
    rows: [0, 0],
    codec: rows.firmware,
    read: 'read',
    obis: obisCodes.activeFirmware,
  }),
  firmwareTransfer: kind({
    table: 60,
    name: 'firmware transfer',
    rows: [1, 1],
    codec: rows.firmwareTransfer,
    read: 'read',
    write: 'write',
    reset: 'write',
    units: { size: 'octets' },
    obis: obisCodes.imageTransfer,
  }),
  firmwareBlocks: kind({
    table: 60,
    name: 'firmware blocks',
    rows: [2, 83, `blocks from ${firmwareBlocksPerRow} × (row − 2) on`],
    codec: rows.firmwareBlocks,
    read: 'read',
    obis: obisCodes.imageTransfer,
  }),
  lineStatistics: kind({
    table: 70,
    name: 'line statistics',
    rows: [0, 0],
    codec: rows.lineStatistics,
    read: 'read',
    reset: 'write',
    units: { requests: 'frames', answers: 'frames', relayed: 'frames', damaged: 'frames' },
    obis: '0.0.94.39.50.255',
  }),
} as const

export type RowKindName = keyof typeof catalogue

/** The tables of the load profile's registers, in the order A+, A−, R+, R−. */
export const loadProfileTables = [
  catalogue.loadActiveImport,
  catalogue.loadActiveExport,
  catalogue.loadReactiveImport,
  catalogue.loadReactiveExport,
] as const

/** The name of a row's kind; undefined where our catalogue has none. */
export function rowKindOf(table: number, row: number): RowKindName | undefined {
  return (Object.keys(catalogue) as RowKindName[]).find(name => {
    const kind = catalogue[name]
    const [first, last] = kind.rows
    return kind.table === table && first <= row && row <= last
  })
}
