/** An event as it was stored just now. */
export interface FreshEvent {
  readonly endDeviceId: number
  /** By the device's clock. */
  readonly time: Date
  readonly log: string
  readonly code: number
  /** How it was learnt: bits, 1 for the meter's log alone. */
  readonly learnt: number
}
