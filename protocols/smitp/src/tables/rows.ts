/** The rows of the tables, each declared once; all of them are our choice (the field's data model is not public). */
import { axdr, type Codec, rest, sequence, type ValueOf } from '@ferraris/codec'
import { untilEnd } from '../application/rows.ts'
import { unsigned16le, unsigned32le } from '../little-endian.ts'

/** Text to the end of the row, one octet a character. */
const text: Codec<string> = {
  shape: { kind: 'leaf', name: 'text' },
  encode: (writer, value) => void writer.latin1(value),
  decode: reader => reader.latin1(reader.remaining),
}

export const identity = sequence('identity', { phases: axdr.unsigned8, serial: text })

/** A day of the tariff plan: from each hour on the tariff that holds. */
export const dayProfile = untilEnd(sequence('switching', { hour: axdr.unsigned8, tariff: axdr.unsigned8 }))

export const tariffState = sequence('tariff state', { active: axdr.unsigned8, plan: text })

/** Control state and mode as in class 70 of COSEM. */
export const breaker = sequence('breaker', {
  output: axdr.enumerated({ open: 0, closed: 1 }),
  controlState: axdr.enumerated({ disconnected: 0, connected: 1, 'ready-for-reconnection': 2 }),
  controlMode: axdr.unsigned8,
})

/**
 * What the supply may draw, W, FFFFFFFF without a limit: now, in ordinary times, and in an emergency; and for how many
 * seconds more, before the breaker opens.
 */
export const limiter = sequence('limiter', {
  active: unsigned32le,
  normal: unsigned32le,
  emergency: unsigned32le,
  patienceSeconds: unsigned32le,
})

/** K1 and K2, 16 octets each. Never read. */
export const keyPair = sequence('key pair', { write: axdr.octets(16), read: axdr.octets(16) })

const energies = {
  activeImport: unsigned32le,
  activeExport: unsigned32le,
  reactiveImport: unsigned32le,
  reactiveExport: unsigned32le,
}
const tariffs = { tariff1: unsigned32le, tariff2: unsigned32le, tariff3: unsigned32le, tariff4: unsigned32le }

/** Registers now. Times are what the meter's clock shows, UNIX seconds. */
export const totals = sequence('totals', { time: unsigned32le, ...energies })

/** Apparent energy while power was drawn and while it was fed in, VAh; the same of power now, VA; and the power factor, thousandths. */
export const apparent = sequence('apparent', {
  time: unsigned32le,
  energyImport: unsigned32le,
  energyExport: unsigned32le,
  powerImport: unsigned32le,
  powerExport: unsigned32le,
  powerFactor: unsigned16le,
})

/** Failures of the supply: all phases at once, any phase, long ones of any phase, s of the last long one, s from which on it is long. */
export const supplyFailures = sequence('supply failures', {
  all: unsigned32le,
  any: unsigned32le,
  long: unsigned32le,
  lastLong: unsigned32le,
  threshold: unsigned16le,
})

/** Dips and rises of one phase: how many, 0.1 s and 0.1 V of the last one. */
export const dips = sequence('dips', {
  sags: unsigned16le,
  sagDuration: unsigned32le,
  sagVoltage: unsigned16le,
  swells: unsigned16le,
  swellDuration: unsigned32le,
  swellVoltage: unsigned16le,
})

/** Distortion of a phase, 0.1 % of the fundamental: totals, then odd orders from the third on. */
export const harmonics = sequence('harmonics', {
  totalVoltage: unsigned16le,
  totalCurrent: unsigned16le,
  orders: untilEnd(sequence('order', { voltage: unsigned16le, current: unsigned16le })),
})

export const tariffRegisters = sequence('tariff registers', { time: unsigned32le, ...tariffs })

/** All registers at the end of a day. */
const closed = { time: unsigned32le, status: axdr.unsigned8, ...energies, ...tariffs }
export const dailyClosure = sequence('daily closure', closed)
export type DailyClosureRow = ValueOf<typeof dailyClosure>

/** All registers at the end of a month, and the highest quarter hour of the month: W, and when it ended. */
export const monthlyClosure = sequence('monthly closure', {
  ...closed,
  demand: unsigned32le,
  demandTime: unsigned32le,
})
export type MonthlyClosureRow = ValueOf<typeof monthlyClosure>

/** An event under its number (modulo 65536), its code as in the COSEM log. */
export const event = sequence('event', { number: unsigned16le, time: unsigned32le, code: axdr.unsigned8 })
export type EventRow = ValueOf<typeof event>

/** Alarm registers 1 to 3 and their descriptors, 32 bits each, as in COSEM. */
export const alarms = sequence('alarms', {
  time: unsigned32le,
  register1: unsigned32le,
  register2: unsigned32le,
  descriptor1: unsigned32le,
  descriptor2: unsigned32le,
  register3: unsigned32le,
  descriptor3: unsigned32le,
})

/** 0.1 V, 10 mA, W. */
const phase = sequence('phase', {
  voltage: unsigned16le,
  current: unsigned32le,
  activeImport: unsigned32le,
  activeExport: unsigned32le,
})
/** What is measured in this second; frequency in mHz. */
export const supplyQuality = sequence('supply quality', {
  time: unsigned32le,
  frequency: unsigned16le,
  phases: untilEnd(phase),
})

export const firmware = sequence('firmware', { version: text })

/** An image that is to come in blocks: their transfer number, octets of all of it, its SHA-256, and its version. */
export const firmwareTransfer = sequence('firmware transfer', {
  transfer: axdr.unsigned8,
  size: unsigned32le,
  sha256: axdr.octets(32),
  version: text,
})

/** Which blocks have come: bit n of octet k for block 8k + n behind the first of the row. */
export const firmwareBlocks = sequence('firmware blocks', { received: rest })

/** Since the node was started, or the row was reset. */
export const lineStatistics = sequence('line statistics', {
  requests: unsigned32le,
  answers: unsigned32le,
  relayed: unsigned32le,
  damaged: unsigned32le,
})

/** What is sent to the customer's device (Chain 2): frames as a mask, W of resolution, Wh of a week. */
export const customerSettings = sequence('customer settings', {
  profile: unsigned32le,
  gap: unsigned16le,
  weeklyThreshold: unsigned32le,
})

const customerRole = axdr.enumerated({ exchange: 0, production: 1 })

/** The device that the meter sends to: its address, since when, since when under these keys, and the point of delivery. */
export const customerDevice = sequence('customer device', {
  address: axdr.octets(6),
  role: customerRole,
  since: unsigned32le,
  keyedAt: unsigned32le,
  pod: text,
})

/** A device with its keys, 16 octets each. Never read. */
export const customerDeviceKeys = sequence('customer device and keys', {
  address: axdr.octets(6),
  role: customerRole,
  initialKey: axdr.octets(16),
  encryptionKey: axdr.octets(16),
  authenticationKey: axdr.octets(16),
  pod: text,
})

/** Messages sent to the customer in a day; the top bit of each says that the meter was without supply in it. */
export const customerSent = sequence('customer messages sent', {
  day: unsigned16le,
  instPower: unsigned16le,
  alerts: unsigned16le,
  loadCurve: unsigned16le,
  prodAvg: unsigned16le,
  prodInst: unsigned16le,
})
