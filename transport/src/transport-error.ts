import { type Declarations, defineErrors } from '@ferraris/errors'

const faults = {
  refused: [
    'transport',
    'the host refuses the connection',
    'nothing listens there; check host and port, and that the meter is on',
  ],
  unreachable: ['transport', 'there is no way to the host', 'check the address and the network'],
  timeout: [
    'transport',
    'no answer came in time',
    'the meter is off, out of reach or too slow; try again or allow more time',
  ],
  closed: [
    'transport',
    'the other end closed the connection',
    'the meter may serve another client, or has run into its idle time',
  ],
  'port-unusable': [
    'local',
    'the serial port cannot be opened',
    'check its name, your rights (group dialout on Linux), and that no other program has it',
  ],
  'link-refused': [
    'transport',
    'the meter refuses the HDLC connection',
    'the meter is in no HDLC connection with us (DM); check client and server address, then try again; an old meter may want snrm=empty',
  ],
  'link-broken': [
    'transport',
    'frames of the HDLC link are damaged or out of order',
    'frames of the HDLC link do not fit together; try again, with window=1 and a smaller info',
  ],
  'sign-on-failed': [
    'transport',
    'the opening of IEC 62056-21 got no answer',
    'is the optical head in place and turned the right way, and does this meter have mode E?',
  ],
  'tls-required': [
    'local',
    'the connection would leave this machine unprotected',
    'SMITP leaves this machine over TLS alone; give a certificate, its key and the authority of the other end',
  ],
  'tls-refused': [
    'transport',
    'the TLS handshake failed',
    'one end does not trust the other; check certificates, authority and the name of the host',
  ],
} as const satisfies Declarations

/** Why octets did not get through. */
export type TransportFault = keyof typeof faults

/** A connection that could not be made or broke off. */
export class TransportError extends defineErrors(
  'transport',
  faults,
  ({ detail, code, remedy }) => `${detail}: ${code}; ${remedy}`,
) {
  /** @param during what was being done, for example `connecting to 127.0.0.1:4059` */
  constructor(code: TransportFault, during: string, cause?: unknown) {
    super(code, during, { cause })
  }
}
