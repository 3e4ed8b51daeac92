import type { ClientCertificate } from './mqtt/broker-place.ts'

/** What a link tells its user. */
export interface ApduReceiver {
  onApdu(apdu: Uint8Array): void
  /** A part of an APDU has come over a slow serial line: a wait for the whole may go on. */
  onProgress?(): void
  /** The link is gone: TransportError for the medium, DlmsError for octets that are no DLMS. Nothing follows. */
  onClosed(error: Error): void
}

/**
 * Carries whole APDUs between one client and one logical device, whatever lies below: a wrapper over TCP, HDLC over a
 * serial port, a gateway, a power line. It stands when it is handed over.
 */
export interface ApduLink {
  /** The other end, for people: `127.0.0.1:4059`. */
  readonly peer: string
  /** Takes the one receiver. What happened to the link before is reported at once. */
  attach(receiver: ApduReceiver): void
  /** Sends an APDU. Its outcome goes to the receiver; on a link that is gone it is lost. */
  send(apdu: Uint8Array): void
  /** Asks for more than has come. For links where the other end speaks only when polled, as is `pass`. */
  poll?(): void
  /** What was sent last has no answer that would be worth polling for. */
  pass?(): void
  /** Disconnects, where the medium has a way to, and resolves when the medium is free again. Calls no receiver. */
  close(): Promise<void>
}

/** A frame as it went over the wire, with all that was wrapped around the APDU. */
export interface Frame {
  readonly direction: 'sent' | 'received'
  readonly octets: Uint8Array
}

/** What opening a link needs besides the place. */
export interface LinkTerms {
  /** How long the connection may take; milliseconds. */
  readonly timeoutMs: number
  /** Gives up opening; the reason is thrown. */
  readonly signal?: AbortSignal | undefined
  /** Authenticates us where the link is made over TLS. */
  readonly tls?: ClientCertificate | undefined
  /** Sees every frame, for people who want to look at them. */
  readonly onFrame?: ((frame: Frame) => void) | undefined
}
