/** What the receiver measured of one frame (facts of the modem: SNR, signal level, phase, impedance of the line). */
export interface Reception {
  /** dB. */
  readonly snr: number
  /** dBµV. */
  readonly signal: number
  /** Whether the sender sits on the same phase of the mains. */
  readonly inPhase: boolean
  readonly impedance?: Impedance
}

/** What the transmitter sees of the line. */
export type Impedance = 'high' | 'low' | 'very-low'

/** A station's side of the medium: half duplex, one frame at a time. Times are the milliseconds of the medium. */
export interface Port {
  /** Sends a frame, LT … CRC. The station gets `sent` when its last bit has left. */
  transmit(psdu: Uint8Array): void
  /** Whether the modem hears a frame on the line now, readable or not. One that cannot tell says yes. */
  carrier(): boolean
  /** Asks for `wake` at a time; a later call replaces an earlier one. */
  wakeAt(time: number): void
  detach(): void
}

/** A machine with its modem, driven by the medium it is attached to. */
export interface Station {
  /** A frame has ended at this receiver. Octets that the channel has damaged are delivered as they came. */
  heard(psdu: Uint8Array, reception: Reception, now: number): void
  sent(now: number): void
  wake(now: number): void
  /** Whether it would do nothing with a frame, were it whole: a simulation need not work out how such a one arrives. */
  ignores?(psdu: Uint8Array, now: number): boolean
}
