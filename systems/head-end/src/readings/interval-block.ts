/** A local day of one register's increments: what profiles become and what the store keeps. */
export interface IntervalBlock {
  obis: string
  /** Local day of the meter, YYYY-MM-DD. */
  day: string
  /** Local midnight, seconds since 1970-01-01T00:00Z. */
  start: number
  intervalSeconds: number
  /** Increments in the reading type's unit; null where missing. 96 quarter-hours, 92 and 100 on DST days. */
  values: (number | null)[]
  /** A code of `quality.ts` for each interval. */
  quality: number[]
}

/** The registers of a meter at one instant, in integers of their reading type's scaler. */
export interface MeterReading {
  /** Seconds since 1970-01-01T00:00Z. */
  time: number
  /** `registers` or `on-demand` when read in a session, else the OBIS of the profile that captured them. */
  origin: string
  registers: { obis: string; value: number }[]
  quality: number
}
