import { CimError, decodeMessage } from '@ferraris/cim'
import { msPerSecond } from '@ferraris/metering'
import { afterCommit, apartFromRequest } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import type { Tables } from '../tables.ts'
import { IntegrationProblem } from './integration-problem.ts'
import { Loop } from './loop.ts'
import { Outbox, type OutboxObserver } from './outbox/outbox.ts'

interface IntegrationGround {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly ring: KeyRing
  readonly now: () => number
  /** Of this process, for its leases. */
  readonly owner: string
  readonly observer?: IntegrationObserver | undefined
}

export type IntegrationObserver = OutboxObserver

const lookEveryMs = msPerSecond

/** The way to other systems: what waits in the store is worked on for as long as the process lives. */
export class Integration {
  readonly ring: KeyRing
  readonly outbox: Outbox
  readonly #loops: readonly Loop[]

  constructor({ pool, ring, now, owner, observer = {} }: IntegrationGround) {
    this.ring = ring
    this.outbox = new Outbox({ pool, ring, now, owner, observer })
    const trouble = (error: Error) => observer.trouble?.(error)
    this.#loops = [new Loop(() => this.outbox.begin(), lookEveryMs, trouble)]
  }

  start(): void {
    for (const loop of this.#loops) loop.start()
  }

  async stop(): Promise<void> {
    for (const loop of this.#loops) await loop.stop()
    await this.outbox.close()
  }

  /** Looks at what waits, as soon as what was changed is committed. */
  wake(): Promise<void> {
    return afterCommit(async () => {
      apartFromRequest(() => {
        for (const loop of this.#loops) loop.wake()
      })
    })
  }

  /** Throws IntegrationProblem where the text is no message. */
  check(xml: string): void {
    try {
      decodeMessage(new TextEncoder().encode(xml))
    } catch (error) {
      if (!(error instanceof CimError)) throw error
      const { detail, path, offset, remedy } = error
      throw new IntegrationProblem('message-unreadable', detail, { path, offset, remedy })
    }
  }
}
