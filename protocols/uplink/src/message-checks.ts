import {
  boolean,
  type Check,
  freeText,
  integer,
  list,
  nullable,
  number,
  oneOf,
  optional,
  record,
  text,
  union,
  where,
} from './check.ts'
import type {
  DownMessage,
  EnergyBalance,
  Job,
  JobReport,
  LineFrame,
  LineStatistics,
  MeterEvents,
  Neighbour,
  ProfileDay,
  RegisterSnapshot,
  Result,
  UpMessage,
} from './messages.ts'

/** More than one concentrator serves (1,000 is the most that makers name). */
const mostMeters = 2000
/** Results a message: some hundred octets each when deflated. */
const mostResults = 500
/** A day of minutes on the day that has 25 hours. */
const mostIntervals = 1500
/** Blocks of 96 octets that the bitmap of a meter has room for. */
const longestImage = 82 * 800 * 96
/** SMITP routes have at most eight repeaters (facts of the frame, three bits of count). */
const mostRepeaters = 8
/** Three phases, four quadrants, five tariffs, and then some. */
const mostRegisters = 64

const count = integer(0, Number.MAX_SAFE_INTEGER)
/** Up to the year 2100, milliseconds. */
const instant = integer(0, 4_102_444_800_000)
const name = text(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  'a name: letters, digits, dot, dash, underscore; at most 64',
)
const key = text(/^[\x21-\x7e]{1,128}$/, 'a key of 1 to 128 visible ASCII characters')
const aca = text(/^[0-9A-F]{12}$/, 'an ACA: 12 hex digits in capitals')
const secret = text(/^[0-9A-Fa-f]{32}$/, '32 hex digits')
const obis = text(/^\d{1,3}(\.\d{1,3}){5}$/, 'an OBIS code: six dotted numbers')
const day = where(
  text(/^\d{4}-\d{2}-\d{2}$/, 'a day: YYYY-MM-DD'),
  value => new Date(`${value}T00:00Z`).toJSON()?.startsWith(value) ?? false,
  'must be a day of the calendar',
)

const sha256 = text(/^[0-9a-f]{64}$/, 'a SHA-256: 64 hex digits in small letters')
const firmwareVersion = text(/^[\x21-\x7e]{1,32}$/, 'a version of 1 to 32 visible ASCII characters')

const resultBase = { key, aca, readAt: instant }

const profileDay: Check<Omit<ProfileDay, 'kind'>> = where(
  record<Omit<ProfileDay, 'kind'>>({
    ...resultBase,
    obis,
    day,
    start: instant,
    intervalSeconds: integer(60, 86_400),
    registers: list(
      record<ProfileDay['registers'][number]>({
        obis,
        increments: list(nullable(integer(-(2 ** 50), 2 ** 50)), mostIntervals),
      }),
      mostRegisters,
    ),
    status: list(integer(0, 0xff), mostIntervals),
  }),
  ({ registers, status }) => registers.every(({ increments }) => increments.length === status.length),
  'must have one status for each increment',
)

const registerSnapshot = record<Omit<RegisterSnapshot, 'kind'>>({
  ...resultBase,
  time: instant,
  registers: list(
    record<RegisterSnapshot['registers'][number]>({ obis, value: integer(-(2 ** 50), 2 ** 50) }),
    mostRegisters,
  ),
})

const meterEvents = record<Omit<MeterEvents, 'kind'>>({
  ...resultBase,
  events: list(
    record<MeterEvents['events'][number]>({
      time: instant,
      code: integer(0, 0xffff),
      index: integer(0, 0xffff),
    }),
    1000,
  ),
})

const result: Check<Result> = union<Result>({
  'profile-day': profileDay,
  registers: registerSnapshot,
  events: meterEvents,
})

const jobReport = record<JobReport>({
  id: key,
  state: oneOf('accepted', 'running', 'done', 'refused', 'expired', 'failed'),
  at: instant,
  attempts: integer(0, 100_000),
  detail: optional(freeText(1000)),
  result: optional(key),
})

const neighbour = record<Neighbour>({
  aca,
  serial: optional(name),
  state: oneOf('new', 'adopted', 'silent', 'foreign'),
  route: list(aca, mostRepeaters),
  phase: optional(oneOf('in', 'out')),
  snr: number(-100, 200),
  signal: number(-100, 300),
  success: number(0, 1),
  firstHeard: instant,
  lastHeard: instant,
  clash: optional(boolean),
})

const lineStatistics = record<LineStatistics>({
  since: instant,
  until: instant,
  frames: count,
  airtimeSeconds: number(0, 1e9),
  exchanges: count,
  failed: count,
  completeness: record<LineStatistics['completeness']>({ day, expected: count, received: count }),
})

const energies = list(nullable(integer(-(2 ** 50), 2 ** 50)), mostIntervals)
const energyBalance: Check<EnergyBalance> = where(
  record<EnergyBalance>({
    transformer: name,
    day,
    start: instant,
    intervalSeconds: integer(60, 86_400),
    supplied: energies,
    metered: energies,
    meters: count,
    missing: count,
    lossShare: nullable(number(-1e6, 1)),
  }),
  ({ supplied, metered }) => supplied.length === metered.length,
  'must have both sides of each interval',
)

const lineFrame = record<LineFrame>({
  at: number(0, 4_102_444_800_000),
  from: aca,
  to: aca,
  hop: integer(0, mostRepeaters),
  octets: integer(0, 256),
  ok: boolean,
  psdu: optional(text(/^([0-9A-Fa-f]{2}){0,256}$/, 'hex digits of at most 256 octets')),
})

const task: Check<Job['task']> = union<Job['task']>({
  'read-registers': record({ aca }),
  'read-profile': record({ aca, from: day, to: day }),
  switch: record({ aca, connected: boolean }),
  limit: record({ aca, watts: integer(0, 10_000_000) }),
  'set-clock': record({ aca }),
  firmware: record({ aca, sha256, version: firmwareVersion }),
  discover: record({}),
})

const job = record<Job>({
  id: key,
  priority: oneOf('on-demand', 'high', 'normal'),
  notBefore: optional(instant),
  expires: instant,
  task,
})

/** Every message of the way up, by kind. */
export const upMessage: Check<UpMessage> = union<UpMessage>({
  hello: record({
    concentrator: name,
    version: freeText(64),
    substation: freeText(128),
    balanceMeter: optional(aca),
  }),
  gone: record({ closed: boolean }),
  heartbeat: record({ at: instant, meters: count, silent: count, pendingResults: count, diskFree: count }),
  inventory: record({ at: instant, neighbours: list(neighbour, mostMeters) }),
  statistics: record({ statistics: lineStatistics }),
  results: record({ results: list(result, mostResults, 1) }),
  'job-reports': record({ reports: list(jobReport, mostResults, 1) }),
  balance: record({ balance: energyBalance }),
  'image-request': record({ sha256, offset: integer(0, longestImage) }),
  frames: record({ frames: list(lineFrame, 1000) }),
})

/** Every message of the way down, by kind. */
export const downMessage: Check<DownMessage> = union<DownMessage>({
  acknowledge: record({ keys: list(key, mostResults, 1) }),
  jobs: record({ jobs: list(job, mostResults, 1) }),
  adopt: record({
    meters: list(
      record({
        aca,
        serial: name,
        k1: secret,
        k2: secret,
        transformer: optional(name),
        substation: optional(boolean),
        mode: optional(oneOf('faithful', 'hardened')),
        onLoanFrom: optional(name),
      }),
      mostMeters,
      1,
    ),
  }),
  release: record({ acas: list(aca, mostMeters, 1) }),
  'image-part': record({
    sha256,
    size: integer(0, longestImage),
    offset: integer(0, longestImage),
    octets: text(
      /^(?:[A-Za-z0-9+/]{4}){0,16384}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
      'base64 of at most 49152 octets',
    ),
  }),
  peers: record({
    peers: list(record({ concentrator: name, acas: list(aca, mostMeters), dead: optional(boolean) }), 64),
  }),
})
