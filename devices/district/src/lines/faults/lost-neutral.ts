import { at } from '@ferraris/bytes'

/** Between phase and neutral, V. */
export const nominalVolts = 230

/**
 * What three loads see that share a neutral which is broken, or has only a resistance left: the star point moves to where their
 * currents are balanced, away from the phases that draw much (Millman's theorem).
 *
 * @param watts what hangs on L1, L2, L3 at nominal voltage
 * @param ohms what is left of the neutral; Infinity for nothing
 * @returns V of L1, L2, L3
 */
export function voltagesWithoutNeutral(watts: readonly number[], ohms: number): number[] {
  const admittances = watts.map(power => Math.max(leastLoad, power) / nominalVolts ** 2)
  const sum = admittances.reduce((all, one) => all + one, 1 / ohms)
  const sources = [0, -120, 120].map(degrees => {
    const angle = (degrees * Math.PI) / 180
    return { x: nominalVolts * Math.cos(angle), y: nominalVolts * Math.sin(angle) }
  })
  const star = { x: 0, y: 0 }
  sources.forEach(({ x, y }, phase) => {
    star.x += (x * at(admittances, phase)) / sum
    star.y += (y * at(admittances, phase)) / sum
  })
  return sources.map(({ x, y }) => Math.hypot(x - star.x, y - star.y))
}

/** What draws nothing has the supplies of its meters at least, W. */
const leastLoad = 2
