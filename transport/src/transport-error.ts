/** Why octets did not get through. */
export type TransportFault =
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'closed'
  | 'port-unusable'
  | 'link-refused'
  | 'link-broken'
  | 'sign-on-failed'
  | 'tls-required'
  | 'tls-refused'

const advice: Record<TransportFault, string> = {
  refused: 'nothing listens there; check host and port, and that the meter is on',
  unreachable: 'check the address and the network',
  timeout: 'the meter is off, out of reach or too slow; try again or allow more time',
  closed: 'the meter may serve another client, or has run into its idle time',
  'port-unusable': 'check its name, your rights (group dialout on Linux), and that no other program has it',
  'link-refused':
    'the meter is in no HDLC connection with us (DM); check client and server address, then try again',
  'link-broken': 'frames of the HDLC link do not fit together; try again, with window=1 and a smaller info',
  'sign-on-failed': 'is the optical head in place and turned the right way, and does this meter have mode E?',
  'tls-required':
    'SMITP leaves this machine over TLS alone; give a certificate, its key and the authority of the other end',
  'tls-refused': 'one end does not trust the other; check certificates, authority and the name of the host',
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
