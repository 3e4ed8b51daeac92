import { fraction } from '../chance.ts'
import type { HomeDay } from './home-day.ts'

/** Mean power of the panels in a quarter, W. Broken clouds make it flicker most; a covered sky leaves a quarter of it. */
export function panelPower(home: HomeDay, quarter: number): number {
  if (home.traits.panels === 0) return 0
  const clear = home.sky.clearSky((quarter + 0.5) / 4)
  if (clear === 0) return 0
  const { cloudiness } = home.sky
  const flicker = 2.4 * cloudiness * (1 - cloudiness) * (fraction(home.day, quarter) - 0.5)
  const light = Math.min(1, Math.max(0.05, 1 - 0.75 * cloudiness + flicker))
  return 0.9 * home.traits.panels * clear * light
}
