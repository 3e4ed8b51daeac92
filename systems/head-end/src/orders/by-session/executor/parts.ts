import type { Means } from '@ferraris/client'
import { msPerMinute } from '@ferraris/metering'
import type { TunnelGate } from '@ferraris/transport'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { OpenWays } from '../../../collection/session/connection-plan.ts'
import type { Failure } from '../../../collection/session/failure.ts'
import type { Writer } from '../../../collection/writer.ts'
import type { KeyRing } from '../../../inventory/keys/key-ring.ts'
import type { Tables } from '../../../tables.ts'
import type { OrderOutcome } from '../outcome.ts'

export interface ExecutorParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly ring: KeyRing
  readonly writer: Writer
  readonly now: () => number
  /** Our name towards meters, 8 octets. */
  readonly systemTitle: Uint8Array
  /** Where concentrators have called, for meters on power lines. */
  readonly gate?: TunnelGate | undefined
  readonly roads?: OpenWays['roads']
  /** Octets of a file by its SHA-256. */
  readonly file: Means['file']
  readonly options?: ExecutorOptions
  readonly observer?: ExecutorObserver
}

export interface ExecutorOptions {
  /** Most sessions at a time. */
  readonly sessions?: number
  /** Of them, those that only urgent orders (on-demand, high) may use. */
  readonly reserved?: number
  /** Most sessions at a time through one concentrator. */
  readonly perConcentrator?: number
  /** How long the connection and each answer may take, milliseconds. */
  readonly answerTimeoutMs?: number
  /** How long a session may take, milliseconds: an image of firmware is the longest. */
  readonly sessionTimeoutMs?: number
  /** For how long a lease holds, seconds; it is renewed while its session lasts. */
  readonly leaseSeconds?: number
  /** How often an idle executor looks for due orders, milliseconds. */
  readonly pollMs?: number
}

export const usualOptions: Required<ExecutorOptions> = {
  sessions: 1000,
  reserved: 50,
  perConcentrator: 2,
  answerTimeoutMs: 10_000,
  sessionTimeoutMs: 30 * msPerMinute,
  leaseSeconds: 60,
  pollMs: 500,
}

/** Told what happens, for metrics and the log. */
export interface ExecutorObserver {
  /** An attempt ended. */
  settled?(outcome: OrderOutcome, secondsSinceOrder: number): void
  /** A session broke off: `failure` is for people and names no key. */
  sessionFailed?(serial: string, failure: Failure): void
  /** Something that is not a meter's fault; the executor goes on. */
  trouble?(error: Error): void
}
