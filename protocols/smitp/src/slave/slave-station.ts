import type { Port, Reception, Station } from '../line/station.ts'
import { receivedFrame } from '../mac/frame.ts'
import { isCallInVain } from './network.ts'
import { createSlave, stepSlave } from './slave.ts'
import type { SlaveCounters, SlaveInput, SlaveSettings, SlaveState } from './state.ts'

/** A slave on a medium: the machine and its port, nothing else. */
export class SlaveStation implements Station {
  readonly #settings: SlaveSettings
  readonly #port: Port
  #state: SlaveState = createSlave()

  /** `attach` gives the station its place on the medium. */
  constructor(settings: SlaveSettings, attach: (station: Station) => Port) {
    this.#settings = settings
    this.#port = attach(this)
  }

  get counters(): SlaveCounters {
    return this.#state.counters
  }

  heard(psdu: Uint8Array, reception: Reception, now: number): void {
    this.#step({ kind: 'heard', psdu, reception }, now)
  }

  sent(now: number): void {
    this.#step({ kind: 'sent' }, now)
  }

  wake(now: number): void {
    this.#step({ kind: 'tick', carrier: this.#port.carrier() }, now)
  }

  /** Calls are frequent, heard by many, and answered by few. */
  ignores(psdu: Uint8Array, now: number): boolean {
    const frame = receivedFrame(psdu)
    return frame !== undefined && isCallInVain(this.#settings, this.#state, frame, now)
  }

  detach(): void {
    this.#port.detach()
  }

  #step(input: SlaveInput, now: number): void {
    const [state, outputs] = stepSlave(this.#settings, this.#state, input, now)
    this.#state = state
    for (const output of outputs) {
      if (output.kind === 'transmit') this.#port.transmit(output.psdu)
      else this.#port.wakeAt(output.at)
    }
  }
}
