/** Why octets did not get through. */
export type TransportFault = 'refused' | 'unreachable' | 'timeout' | 'closed'

const advice: Record<TransportFault, string> = {
  refused: 'nothing listens there; check host and port, and that the meter is on',
  unreachable: 'check the address and the network',
  timeout: 'the meter is off, out of reach or too slow; try again or allow more time',
  closed: 'the meter may serve another client, or has run into its idle time',
}

/** A connection that could not be made or broke off. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly fault: TransportFault

  /** @param during what was being done, for example `connecting to 127.0.0.1:4059` */
  constructor(fault: TransportFault, during: string, cause?: unknown) {
    super(`${during}: ${fault}; ${advice[fault]}`, { cause })
    this.fault = fault
  }
}
