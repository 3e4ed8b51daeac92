import { compareClock, type NtpComparison } from '@ferraris/transport'

/** Where the time comes from. */
export interface TimeServer {
  readonly host: string
  readonly port: number
}

/** An answer that takes longer is of no use. */
const timeoutMs = 2000

/** The clock of a concentrator: that of its machine, corrected by what time servers have said. */
export class OwnClock {
  #aheadMs = 0

  readonly now = (): number => Date.now() - this.#aheadMs

  /** Compares it with the server's and sets it. Throws TransportError. */
  async setBy(server: TimeServer): Promise<NtpComparison> {
    const comparison = await compareClock(server, { timeoutMs, now: this.now })
    this.#aheadMs += comparison.offsetMs
    return comparison
  }
}
