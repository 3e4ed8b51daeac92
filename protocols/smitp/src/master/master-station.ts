import type { LineExchange, LineOutcome } from '../line/exchange.ts'
import type { Port, Reception, Station } from '../line/station.ts'
import { createMaster, type MasterEnd, type MasterInput, type MasterState, stepMaster } from './master.ts'

/** How an exchange ended, how long it occupied the line (ms), and when that was. */
type OnOutcome = (outcome: LineOutcome, airtime: number, now: number) => void

/** The master on a medium: the machine and its port. Its outcome may ask for the next exchange at once. */
export class MasterStation implements Station {
  readonly #port: Port
  readonly #onOutcome: OnOutcome
  #state: MasterState = createMaster()

  /** `attach` gives the station its place on the medium. */
  constructor(attach: (station: Station) => Port, onOutcome: OnOutcome) {
    this.#onOutcome = onOutcome
    this.#port = attach(this)
  }

  get busy(): boolean {
    return this.#state.current !== undefined
  }

  /** Begins an exchange. Throws SmitpError `line-busy` while one is under way. */
  request(exchange: LineExchange, now: number): void {
    this.#step({ kind: 'exchange', exchange }, now)
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

  detach(): void {
    this.#port.detach()
  }

  #step(input: MasterInput, now: number): void {
    const [state, outputs] = stepMaster(this.#state, input, now)
    this.#state = state
    for (const output of outputs) {
      if (output.kind === 'transmit') this.#port.transmit(output.psdu)
      else if (output.kind === 'wake') this.#port.wakeAt(output.at)
      else this.#end(output, now)
    }
  }

  /** What follows at once tells the station that answered that it was heard; where nothing does, a confirmation tells so. */
  #end({ outcome, airtime, confirmation }: MasterEnd, now: number): void {
    this.#onOutcome(outcome, airtime, now)
    if (confirmation !== undefined && !this.busy) this.#port.transmit(confirmation)
  }
}
