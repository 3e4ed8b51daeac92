import type { Job, JobReport } from '@ferraris/uplink'
import type { Database } from './database.ts'

/** A job and how far it is. */
export interface StoredJob {
  readonly job: Job
  readonly state: JobReport['state']
  readonly at: number
  readonly attempts: number
  readonly detail?: string
  readonly result?: string
}

interface Row {
  readonly job: string
  readonly state: JobReport['state']
  readonly at: number
  readonly attempts: number
  readonly detail: string | null
  readonly result: string | null
}

/** Jobs of the head-end, and their outcomes. */
export class JobTable {
  readonly #all
  readonly #put
  readonly #prune

  constructor(database: Database) {
    this.#all = database.prepare<Row>('SELECT job, state, at, attempts, detail, result FROM job')
    this.#put = database.prepare(
      `INSERT INTO job (id, job, state, at, attempts, detail, result) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, at = excluded.at, attempts = excluded.attempts,
         detail = excluded.detail, result = excluded.result`,
    )
    this.#prune = database.prepare(
      `DELETE FROM job WHERE at < ? AND state IN ('done', 'refused', 'expired', 'failed', 'cancelled')`,
    )
  }

  all(): StoredJob[] {
    return this.#all.all().map(({ job, detail, result, ...rest }) => ({
      ...rest,
      job: JSON.parse(job),
      detail: detail ?? undefined,
      result: result ?? undefined,
    }))
  }

  put({ job, state, at, attempts, detail, result }: StoredJob): void {
    this.#put.run(
      job.id,
      JSON.stringify(job),
      state,
      Math.floor(at),
      attempts,
      detail ?? null,
      result ?? null,
    )
  }

  prune(before: number): void {
    this.#prune.run(Math.floor(before))
  }
}
