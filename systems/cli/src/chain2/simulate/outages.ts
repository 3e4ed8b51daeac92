type Random = () => number

/** A device without supply: [from, to), instants. */
export interface Outage {
  readonly from: number
  readonly to: number
}

/** Devices that are unplugged once in so many days, for a minute up to two hours. */
const daysBetween = 25
const [shortest, longest] = [60, 7200]

/** When a device is without supply in the days between these midnights. */
export function drawOutages(midnights: readonly number[], random: Random): Outage[] {
  return midnights.slice(0, -1).flatMap((midnight, day) => {
    const length = (midnights[day + 1] ?? midnight) - midnight
    if (random() >= 1 / daysBetween) return []
    const from = midnight + Math.floor(random() * (length - longest))
    return [{ from, to: from + shortest + Math.floor(random() * (longest - shortest)) }]
  })
}
