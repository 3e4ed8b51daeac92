/** A noise that an appliance puts on the mains. */
export interface Appliance {
  /** Local hours in which it runs, from and to; over midnight when the second is the smaller. */
  readonly hours: readonly [from: number, to: number]
  /** Continuous noise at its own meter within the band, dBµV; absent where it only clicks. */
  readonly noise?: number
  /** Impulses a minute that are strong enough to bury a signal for a moment. */
  readonly impulses?: number
}

/** Appliances that matter below 150 kHz; levels are of the order found in surveys of supraharmonics and impulsive noise. */
export const applianceTypes = {
  'solar-inverter': { hours: [7, 18], noise: 72 },
  'car-charger': { hours: [22, 5], noise: 68 },
  'led-lamps': { hours: [17, 24], noise: 62 },
  dimmer: { hours: [18, 23], impulses: 120 },
  'heat-pump': { hours: [5, 23], noise: 60, impulses: 4 },
  'vacuum-cleaner': { hours: [9, 11], noise: 66, impulses: 60 },
  'old-television': { hours: [19, 23], impulses: 20 },
} as const satisfies Record<string, Appliance>

export type ApplianceName = keyof typeof applianceTypes

/** Does it run within this hour of the day? */
export function runs({ hours: [from, to] }: Appliance, hour: number): boolean {
  return from < to ? from <= hour && hour < to : from <= hour || hour < to
}
