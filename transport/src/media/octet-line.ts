/** What a line of octets, a TCP connection or a serial line, gives its user. */
export interface OctetReceiver {
  onOctets(octets: Uint8Array): void
  /** The line is gone. Nothing follows. */
  onClosed(cause: Error | undefined): void
}

/** A two-way stream of octets that one user has to itself: a TCP connection or a serial port. */
export interface OctetLine {
  /** For people: `127.0.0.1:4059`, `/dev/ttyUSB0`. */
  readonly name: string
  /** Takes the one receiver, or a new one in its place. */
  attach(receiver: OctetReceiver): void
  /** While the other end takes nothing, what it sends is not read either: no peer can make us hold more than one answer. */
  write(octets: Uint8Array): void
  /** Resolves when the medium is free again. Tells the receiver nothing. */
  close(): Promise<void>
  /** Waits until all octets are on the wire, then changes the speed. Only serial ports have one. */
  setBaudRate?(baud: number): Promise<void>
}
