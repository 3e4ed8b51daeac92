import { aca } from '@ferraris/smitp/mac'
import type { Lsdu, LsduChannel, LsduRequest } from '../smitp/lsdu-channel.ts'
import { TransportError } from '../transport-error.ts'
import type { TunnelGate } from './tunnel-gate.ts'

/** A meter behind a concentrator, or with its reserved address the concentrator itself. */
interface ChannelPlace {
  readonly concentrator: string
  readonly aca: string
}

/** A way for tables through a concentrator: what goes over it is between head-end and meter alone. */
export class TunnelChannel implements LsduChannel {
  readonly peer: string
  readonly isStream = true
  /** The power line has repeated what it could; a whole exchange that failed is worth one more. */
  readonly repetitions = 1
  readonly #gate: TunnelGate
  readonly #place: ChannelPlace
  readonly #timeoutMs: number

  constructor(gate: TunnelGate, place: ChannelPlace, timeoutMs: number) {
    this.peer = `${place.aca} through ${place.concentrator}`
    this.#gate = gate
    this.#place = { ...place, aca: aca(place.aca) }
    this.#timeoutMs = timeoutMs
  }

  async ask({ dsap, ecc, lsdu }: LsduRequest): Promise<Lsdu | undefined> {
    const { concentrator, aca: to } = this.#place
    try {
      return await this.#gate.request(
        concentrator,
        { aca: to, dsap, ecc, lsdu },
        { timeoutMs: this.#timeoutMs },
      )
    } catch (error) {
      // The concentrator had no answer from the meter.
      if (error instanceof TransportError && error.code === 'timeout') return undefined
      throw error
    }
  }

  async close(): Promise<void> {}
}
