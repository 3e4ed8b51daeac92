import { createSocket } from 'node:dgram'
import type { LinkTerms } from '../apdu-link.ts'
import { openLine } from '../media/open-line.ts'
import type { HostAndPort } from '../media/tcp.ts'
import { TransportError } from '../transport-error.ts'
import { framePush, type PushFraming } from './push-framing.ts'
import type { PushPlace } from './push-place.ts'

/** Where a meter pushes to: a listener on the network, or at a serial port. */
export type PushTarget = Exclude<PushPlace, { readonly medium: 'mqtt' }>

/** The meter's end of a connection or serial line over which it pushes. */
interface PushSender {
  /** Sends a notification, plain or ciphered. What becomes of it is not known. */
  send(apdu: Uint8Array): void
  close(): Promise<void>
}

/** Opens a connection or serial port to push over. `onGone` is called when it breaks. Throws TransportError. */
export async function openPushSender(
  target: PushTarget,
  framing: PushFraming,
  terms: LinkTerms & { readonly onGone: (error: Error) => void },
): Promise<PushSender> {
  if (target.medium === 'udp') return overUdp(target, framing, terms.onGone)
  const line = await openLine(target, terms)
  line.attach({
    onOctets: () => {},
    onClosed: cause => terms.onGone(new TransportError('closed', `pushing to ${line.name}`, cause)),
  })
  return { send: apdu => line.write(framePush(apdu, framing)), close: () => line.close() }
}

/** A datagram a push. A missing listener is no fault: it may come later. */
function overUdp(
  { host, port }: HostAndPort,
  framing: PushFraming,
  onGone: (error: Error) => void,
): PushSender {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.on('error', onGone)
  return {
    send: apdu => socket.send(framePush(apdu, framing), port, host, () => {}),
    close: () => new Promise(resolve => socket.close(() => resolve())),
  }
}
