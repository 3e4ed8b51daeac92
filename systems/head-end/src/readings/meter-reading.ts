/** The registers of a meter at one instant, in integers of their reading type's scaler. */
export interface MeterReading {
  /** Seconds since 1970-01-01T00:00Z. */
  readonly time: number
  /** `registers` or `on-demand` when read in a session, else the OBIS of the profile that captured them. */
  readonly origin: string
  readonly registers: { readonly obis: string; readonly value: number }[]
  readonly quality: number
}
