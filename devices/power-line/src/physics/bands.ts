/** A carrier of the power line (EN 50065-1) and what the mains look like there. */
interface Band {
  /** Hz. */
  readonly carrier: number
  /** What a modem may put on the line, dBµV: the limit of EN 50065-1, clause 6, at the carrier. */
  readonly transmitLevel: number
  /** Median of the background noise within the 9.6 kHz of B-PSK at a quiet hour, dBµV. */
  readonly noise: number
}

/**
 * Chain 1 (the distributor's) and Chain 2 (the customer's). Noise of the mains falls steeply with frequency, and
 * inverters have raised it in band A; the medians are of the order that field measurements report.
 */
export const bands = {
  'cenelec-a': { carrier: 86_000, transmitLevel: 121, noise: 54 },
  'cenelec-c': { carrier: 132_500, transmitLevel: 116, noise: 44 },
} as const satisfies Record<string, Band>

export type BandName = keyof typeof bands
