import { randomBytes } from 'node:crypto'
import type { ServerEvent, ServerSettings } from '@ferraris/dlms'
import { CONFORMANCE, MAX_RECEIVE_PDU_SIZE } from './faces/cosem/association.ts'
import { cosemFace } from './faces/cosem/logical-device.ts'
import { type Identity, identityOf } from './identity.ts'
import { KeyStore, type MeterKeys } from './security/key-store.ts'
import type { EventName } from './store/event-codes.ts'
import { type MeterSetup, MeterStore, type Surroundings } from './store/meter-store.ts'

/** Where time comes from: milliseconds since 1970-01-01T00:00Z. */
export interface Clock {
  now(): number
}

/** The wrapper port of the logical device a meter has. */
export const LOGICAL_DEVICE = 1

/** A request put together from blocks may grow to this. */
const MAX_REQUEST_LENGTH = 65_536

const EVENTS: Partial<Record<ServerEvent, EventName>> = {
  'association-refused': 'associationFailure',
  'authentication-failure': 'associationFailure',
  'decryption-failure': 'decryptionFailure',
  replay: 'replayAttempt',
}

/** The meter writes down the same kind of failure once a minute at most, or strangers could fill its memory. */
const FAILURE_PAUSE = 60

/** One meter: its store, its COSEM face and its side of DLMS, to be served over whatever carries APDUs. */
export class Meter {
  readonly store: MeterStore
  readonly identity: Identity
  /** What the DLMS server machine, and thus a listener, serves. */
  readonly server: ServerSettings
  readonly #clock: Clock
  readonly #failures = new Map<EventName, number>()

  constructor(setup: MeterSetup, surroundings: Surroundings, keys: MeterKeys, clock: Clock) {
    this.store = new MeterStore(setup, surroundings)
    this.identity = identityOf(setup.serial)
    this.#clock = clock
    const keyStore = new KeyStore(setup.memory, keys)
    this.server = {
      systemTitle: this.identity.systemTitle,
      conformance: CONFORMANCE,
      maxReceivePduSize: MAX_RECEIVE_PDU_SIZE,
      maxRequestLength: MAX_REQUEST_LENGTH,
      associations: keyStore.associations,
      device: cosemFace({
        store: this.store,
        identity: this.identity,
        now: () => this.#now(),
        keys: keyStore,
      }),
      random: length => randomBytes(length),
    }
  }

  /** Writes what happened on a connection into the event log, if it belongs there. */
  log(event: ServerEvent): void {
    const name = EVENTS[event]
    const now = this.#now()
    if (name === undefined || now < (this.#failures.get(name) ?? 0) + FAILURE_PAUSE) return
    this.#failures.set(name, now)
    this.store.events.record(name, now)
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000)
  }
}
