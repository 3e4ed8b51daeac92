import { transaction } from '@ferraris/service'
import type { Pool } from 'pg'
import { storeUploads, type UploadOutcome } from './store-uploads.ts'
import type { Upload } from './upload.ts'

/** Uploads in one transaction: a commit waits for the disk, whatever it brings. */
const mostTogether = 4000
/** Most uploads in memory; further ones wait. */
const mostWaiting = 50_000

export interface UploadObserver {
  onCommit(uploads: number, days: number, refused: number): void
  onFull(): void
}

interface Waiting {
  readonly upload: Upload
  readonly resolve: (outcome: UploadOutcome) => void
  readonly reject: (error: unknown) => void
}

/**
 * Takes uploads one by one and stores them many at a time: `take` gives its outcome when it is committed, and not before, so that its
 * sender may forget it then.
 */
export class Uploads {
  readonly #pool: Pool
  readonly #now: () => number
  readonly #observer: UploadObserver
  readonly #waiting: Waiting[] = []
  readonly #blocked: (() => void)[] = []
  #storing: Promise<void> | undefined

  constructor(pool: Pool, now: () => number, observer: UploadObserver) {
    this.#pool = pool
    this.#now = now
    this.#observer = observer
  }

  /** Uploads that are not committed yet. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Throws StoreUnavailable when the store is away: it is told again, then. */
  async take(upload: Upload): Promise<UploadOutcome> {
    while (this.#waiting.length >= mostWaiting) {
      this.#observer.onFull()
      await new Promise<void>(resolve => this.#blocked.push(resolve))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ upload, resolve, reject })
      this.#storing ??= this.#store()
    })
  }

  /** Waits until all that was taken is stored. */
  async close(): Promise<void> {
    while (this.#storing !== undefined) await this.#storing
  }

  async #store(): Promise<void> {
    // What arrives in this turn of the event loop goes together.
    await new Promise(resolve => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, mostTogether)
      for (const resume of this.#blocked.splice(0, mostTogether)) resume()
      await this.#storeThese(some)
    }
    this.#storing = undefined
  }

  async #storeThese(some: readonly Waiting[]): Promise<void> {
    try {
      const uploads = some.map(({ upload }) => upload)
      const outcomes = await transaction(this.#pool, client => storeUploads(client, uploads, this.#now()))
      const days = outcomes.reduce((sum, outcome) => sum + outcome.days, 0)
      this.#observer.onCommit(some.length, days, outcomes.filter(its => its.refused !== null).length)
      for (const [at, { resolve, reject }] of some.entries()) {
        const outcome = outcomes[at]
        if (outcome === undefined) reject(new Error('an upload has no outcome'))
        else resolve(outcome)
      }
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }
}
