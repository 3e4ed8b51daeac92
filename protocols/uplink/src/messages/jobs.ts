import { longestEmergencySeconds } from '@ferraris/metering'
import {
  boolean,
  freeText,
  type Infer,
  integer,
  list,
  oneOf,
  optional,
  record,
  text,
  union,
} from '../check.ts'
import { aca, day, instant, key, sha256 } from './fields.ts'
import { calendarEntry, version } from './own-state.ts'

const signature = text(/^[A-Za-z0-9_-]{86}$/, 'a signature: 86 characters of base64url')

/** What can be asked of a concentrator, each with its parameters. */
const tasks = {
  /** `finalReading`: before it switches off, the registers are read; they are the result of the job. */
  switch: record({ aca, connected: boolean, finalReading: optional(boolean) }),
  /** What the supply may draw before the meter opens its switch; 10,000,000, the most, is no limit in practice. */
  limit: record({ aca, watts: integer(0, 10_000_000) }),
  'set-clock': record({ aca }),
  'read-registers': record({ aca }),
  'read-profile': record({ aca, from: day, to: day }),
  /** `version` is what the meter calls its firmware afterwards; the image is fetched by its SHA-256. */
  firmware: record({ aca, sha256, version }),
  discover: record({}),
  /** The concentrator itself: an entry of its calendar, at once. */
  'run-now': record({ entry: calendarEntry }),
  /**
   * An emergency of the limiter, to all meters of the line at once; signed by the head-end (Ed25519, base64url) over `emergencyStatement` of
   * `@ferraris/metering`, which the meters verify.
   */
  'call-emergency': record({
    group: integer(0, 0xffff),
    from: instant,
    seconds: integer(0, longestEmergencySeconds),
    issued: instant,
    signature,
  }),
  /** The concentrator's own firmware; signed by the head-end (Ed25519, base64url), see `firmwareStatement`. */
  'concentrator-firmware': record({
    sha256,
    version,
    signature,
  }),
}

const task = union(tasks)

export type Task = Infer<typeof task>
type TaskKind = Task['kind']
export const taskKinds = Object.keys(tasks) as readonly TaskKind[]

export const jobPriorities = ['on-demand', 'high', 'normal'] as const

/** An order of the head-end. */
export const job = record({
  /** Makes it idempotent: a job is done once, however often it arrives. */
  id: key,
  priority: oneOf(...jobPriorities),
  notBefore: optional(instant),
  expires: instant,
  task,
})

export type Job = Infer<typeof job>

export const jobStates = [
  'accepted',
  'running',
  'done',
  'refused',
  'failed',
  'expired',
  /** Withdrawn, by the head-end or because the meter has left the section, before it had an effect. */
  'cancelled',
] as const

/** A job has few steps; more are for sessions. */
const mostSteps = 16

/** Why a job came to nothing, as far as the concentrator knows. */
export const jobCauses = [
  'silent',
  'refused',
  'not-supported',
  'wrong-key',
  'counter',
  'differs',
  'unreadable',
  'broken-off',
  'not-callable',
  'wrong-file',
  'rolled-back',
] as const

/** What the meter said to one step, by its COSEM name whatever the protocol on the line is. */
const jobStep = record({
  target: freeText(100),
  /** As those of a session: read back as wanted; taken; refused; read back as something else. */
  outcome: oneOf('verified', 'done', 'refused', 'differs'),
  wrote: optional(freeText(200)),
  found: optional(freeText(200)),
  reason: optional(freeText(1000)),
})

export type JobStep = Infer<typeof jobStep>

export const jobReport = record({
  id: key,
  state: oneOf(...jobStates),
  at: instant,
  attempts: integer(0, 100_000),
  detail: optional(freeText(1000)),
  /** Key of the result that came of it. */
  result: optional(key),
  /** Done, and read back as it was wanted. */
  verified: optional(boolean),
  /** Of one that was refused, has failed, or was tried until its time was over. */
  cause: optional(oneOf(...jobCauses)),
  /** Of the attempt that ended it. */
  steps: optional(list(jobStep, mostSteps)),
})

export type JobCause = (typeof jobCauses)[number]

export type JobReport = Infer<typeof jobReport>

/** What the signature of a concentrator's firmware is over, in UTF-8: no other statement of the head-end begins so. */
export function firmwareStatement({ sha256, version }: { sha256: string; version: string }): string {
  return `ferraris concentrator firmware\n${version}\n${sha256}`
}
