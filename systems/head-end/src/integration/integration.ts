import { CimError, decodeMessage } from '@ferraris/cim'
import { msPerHour, msPerSecond } from '@ferraris/metering'
import { afterCommit, apartFromRequest, jointly, type Kit } from '@ferraris/service'
import type { Reach } from '@ferraris/transport'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import { doorLeaseMs } from './bounds.ts'
import { BrokerDoors } from './doors/broker-doors.ts'
import { forgetMessages } from './forget.ts'
import { Inbox, type InboxObserver } from './inbox/inbox.ts'
import { IntegrationProblem } from './integration-problem.ts'
import { Loop } from './loop.ts'
import { handle } from './mapping/handle.ts'
import type { MappingParts } from './mapping/parts.ts'
import { Outbox, type OutboxObserver } from './outbox/outbox.ts'
import { publishEvents } from './publishing/publish-events.ts'
import { publishReadings } from './publishing/publish-readings.ts'
import { publishWork } from './publishing/publish-work.ts'
import { tellActivities } from './results/tell-activities.ts'
import { tellResults } from './results/tell-results.ts'

interface IntegrationGround extends MappingParts {
  readonly audit: Kit['audit']
  readonly ring: KeyRing
  /** Of this process, for its leases. */
  readonly owner: string
  readonly observer?: IntegrationObserver | undefined
  /** Holds what comes in against its schema. Throws Refusal. */
  readonly validate?: ((octets: Uint8Array) => void) | undefined
  /** Which inner networks destinations may be in; without it anywhere. */
  readonly reach?: Reach | undefined
}

export interface IntegrationObserver extends OutboxObserver, InboxObserver {
  /** The broker of a destination hands over requests, or does so no more. */
  requests?(destination: string, state: 'up' | 'down', error?: Error): void
}

const lookEveryMs = msPerSecond
const publishEveryMs = 5 * msPerSecond

/** The way to other systems: what waits in the store is worked on for as long as the process lives. */
export class Integration {
  readonly ring: KeyRing
  readonly reach: Reach | undefined
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly doors: BrokerDoors
  readonly #ground: IntegrationGround
  readonly #loops: readonly Loop[]

  constructor(ground: IntegrationGround) {
    const { db, pool, ring, now, owner, audit, validate, reach, observer = {} } = ground
    this.ring = ring
    this.reach = reach
    this.#ground = ground
    this.outbox = new Outbox({ pool, ring, now, owner, observer, reach })
    this.inbox = new Inbox({
      db,
      pool,
      now,
      audit,
      handle: asked => handle(ground, asked),
      validate,
      observer,
    })
    const onState = (destination: string, state: 'up' | 'down', error?: Error) =>
      observer.requests?.(destination, state, error)
    this.doors = new BrokerDoors({ db, ring, now, owner, inbox: this.inbox, onState, reach })
    const loop = (work: () => Promise<unknown>, everyMs: number) => new Loop(work, everyMs, this.#trouble)
    this.#loops = [
      loop(() => this.outbox.begin(), lookEveryMs),
      loop(() => this.inbox.work(), publishEveryMs),
      loop(() => this.tell(), lookEveryMs),
      loop(() => this.publish(), publishEveryMs),
      loop(() => this.doors.look(), doorLeaseMs / 3),
      loop(() => forgetMessages(db, now()), msPerHour),
    ]
  }

  start(): void {
    for (const loop of this.#loops) loop.start()
  }

  async stop(): Promise<void> {
    for (const loop of this.#loops) await loop.stop()
    await this.doors.close()
    await this.outbox.close()
  }

  /** Tells what became of orders and activities since the last time. */
  async tell(): Promise<void> {
    while (await this.#jointly(() => tellResults(this.#ground)));
    while (await this.#jointly(() => tellActivities(this.#ground)));
  }

  /** Publishes readings, events and work that came up since the last time. */
  async publish(): Promise<void> {
    while (await this.#jointly(() => publishReadings(this.#ground)));
    while (await this.#jointly(() => publishEvents(this.#ground)));
    while (await this.#jointly(() => publishWork(this.#ground)));
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

  readonly #trouble = (error: Error): void => this.#ground.observer?.trouble?.(error)

  #jointly<T>(work: () => Promise<T>): Promise<T> {
    return jointly(this.#ground.pool, work, this.#trouble)
  }
}
