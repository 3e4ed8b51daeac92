import type { Job, JobCause, JobReport, JobStep } from '@ferraris/uplink'
import type { Database } from './database.ts'

/** A job and how far it is. */
export interface StoredJob {
  readonly job: Job
  readonly state: JobReport['state']
  readonly at: number
  readonly attempts: number
  readonly detail?: string
  readonly result?: string
  /** Done, and read back as it was wanted. */
  readonly verified?: boolean
  /** Why it came to nothing. */
  readonly cause?: JobCause
  /** What the meter said to each step of the last attempt. */
  readonly steps?: readonly JobStep[]
}

interface Row {
  readonly job: string
  readonly state: JobReport['state']
  readonly at: number
  readonly attempts: number
  readonly detail: string | null
  readonly result: string | null
  readonly verified: number
  readonly cause: JobCause | null
  readonly steps: string | null
}

/** Jobs of the head-end, and their outcomes. */
export class JobTable {
  readonly #all
  readonly #put
  readonly #prune

  constructor(database: Database) {
    this.#all = database.prepare<Row>(
      'SELECT job, state, at, attempts, detail, result, verified, cause, steps FROM job',
    )
    this.#put = database.prepare(
      `INSERT INTO job (id, job, state, at, attempts, detail, result, verified, cause, steps) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, at = excluded.at, attempts = excluded.attempts,
         detail = excluded.detail, result = excluded.result, verified = excluded.verified, cause = excluded.cause,
         steps = excluded.steps`,
    )
    this.#prune = database.prepare(
      `DELETE FROM job WHERE at < ? AND state IN ('done', 'refused', 'expired', 'failed', 'cancelled')`,
    )
  }

  all(): StoredJob[] {
    return this.#all.all().map(({ job, detail, result, verified, cause, steps, ...rest }) => ({
      ...rest,
      job: JSON.parse(job),
      detail: detail ?? undefined,
      result: result ?? undefined,
      verified: verified === 1 || undefined,
      cause: cause ?? undefined,
      steps: steps === null ? undefined : JSON.parse(steps),
    }))
  }

  put({ job, state, at, attempts, detail, result, verified, cause, steps }: StoredJob): void {
    this.#put.run(
      job.id,
      JSON.stringify(job),
      state,
      Math.floor(at),
      attempts,
      detail ?? null,
      result ?? null,
      verified === true ? 1 : 0,
      cause ?? null,
      steps === undefined ? null : JSON.stringify(steps),
    )
  }

  prune(before: number): void {
    this.#prune.run(Math.floor(before))
  }
}
