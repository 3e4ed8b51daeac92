import { secondsPerDay } from '@ferraris/metering'
import type { Harms } from '../../harms/harms.ts'
import { heatOf } from '../../harms/kinds/hot-terminal.ts'

/** In a meter cupboard, °C: the mean of a day and how far it swings, warmest at 16 o'clock; our choice. */
const mean = 24
const swing = 4
const warmest = 16 / 24
/** What a full load adds, °C at 60 A. */
const heating = { celsius: 18, amperes: 60 } as const

/** The temperature of the warmest terminal in a second, 0.1 °C. `amperes` is the greatest current, `dayShare` the part of the local day. */
export function terminalTemperature(harms: Harms, now: number, dayStart: number, amperes: number): number {
  const share = (now - dayStart) / secondsPerDay
  const ambient = mean + swing * Math.cos(2 * Math.PI * (share - warmest))
  const usual = ambient + heating.celsius * (amperes / heating.amperes) ** 2
  const loose = harms.at(now).filter(({ kind }) => kind === 'hot-terminal')
  return Math.round(10 * Math.max(usual, ...loose.map(heatOf)))
}
